import type { Authority } from "../access/authority.ts";
import type { CredentialLookup } from "../access/caller.ts";
import type { CloudIdentity } from "../cloud-identity.ts";
import type { S3Handler } from "../s3/create-s3-handler.ts";
import type { ServiceEndpoint } from "./service-endpoint.ts";

/** What the gateway hands requests to. */
export interface GatewayServices {
  readonly identity: CloudIdentity;
  readonly credential: CredentialLookup;
  /** Judges requests, where the cloud enforces policies. */
  readonly authority: Authority | undefined;
  readonly now: () => number;
  readonly s3: S3Handler;
  /** The endpoint of another service by its signing name, such as `athena`; loaded when first asked for. */
  readonly service: (name: string) => Promise<ServiceEndpoint | undefined>;
}
