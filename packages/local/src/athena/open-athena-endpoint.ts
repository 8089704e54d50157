import { S3Client } from "@aws-sdk/client-s3";
import type { Authority } from "../access/authority.ts";
import type { Principals } from "../access/principals.ts";
import type { CloudIdentity } from "../cloud-identity.ts";
import type { ServiceEndpoint } from "../http/service-endpoint.ts";
import { createAthenaEndpoint } from "./create-athena-endpoint.ts";
import { type AthenaDelegation, delegateAthena } from "./delegate-athena.ts";

/** What the Athena of an embedded cloud works with. */
export interface AthenaSurroundings {
  readonly identity: CloudIdentity;
  /** The address of the cloud's own S3. */
  readonly endpoint: string;
  readonly principals: Principals;
  /** Where the cloud enforces policies. */
  readonly authority: Authority | undefined;
  readonly bucketPolicy: (bucket: string) => string | undefined;
}

/** The Athena of an embedded cloud, over that cloud's own S3: where policies are enforced, on behalf of who asks. */
export function openAthenaEndpoint(around: AthenaSurroundings): ServiceEndpoint {
  const { identity, endpoint, authority, bucketPolicy } = around;
  const { region, accountId, accessKeyId, secretAccessKey } = identity;
  const clients = new Map<string, S3Client>();
  const clientOf = (credentials: { accessKeyId: string; secretAccessKey: string }) => {
    const known = clients.get(credentials.accessKeyId);
    const client = known ?? new S3Client({ endpoint, region, credentials, forcePathStyle: true });
    clients.set(credentials.accessKeyId, client);
    return client;
  };
  const delegated: AthenaDelegation | undefined =
    authority === undefined ? undefined : delegateAthena({ ...around, authority });
  const root = { accessKeyId, secretAccessKey };
  const athena = createAthenaEndpoint({
    s3: () => clientOf(delegated?.key() ?? root),
    accountId,
    region,
    delegation: delegated?.delegation,
    bucketPolicy,
  });
  return {
    accessOf: (request) => athena.accessOf(request),
    handle: (request) =>
      delegated === undefined
        ? athena.handle(request)
        : delegated.asCaller(request, () => athena.handle(request)),
    async close() {
      await athena.close();
      for (const client of clients.values()) client.destroy();
    },
  };
}
