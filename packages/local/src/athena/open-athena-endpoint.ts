import { S3Client } from "@aws-sdk/client-s3";
import type { CloudIdentity } from "../cloud-identity.ts";
import type { ServiceEndpoint } from "../http/service-endpoint.ts";
import { createAthenaEndpoint } from "./create-athena-endpoint.ts";

/** The Athena of an embedded cloud, over that cloud's own S3. */
export function openAthenaEndpoint(identity: CloudIdentity, endpoint: string): ServiceEndpoint {
  const { region, accessKeyId, secretAccessKey } = identity;
  const s3 = new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
  });
  const athena = createAthenaEndpoint({ s3 });
  return {
    handle: (request) => athena.handle(request),
    async close() {
      await athena.close();
      s3.destroy();
    },
  };
}
