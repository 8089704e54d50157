import { S3Client } from "@aws-sdk/client-s3";
import type { CloudIdentity } from "../cloud-identity.ts";
import type { ServiceEndpoint } from "../http/service-endpoint.ts";
import { createRedshiftEndpoint } from "./create-redshift-endpoint.ts";
import { pgliteEngine } from "./engine/pglite-engine.ts";
import { type PostgresPool, postgresEngine } from "./engine/postgres-engine.ts";

/** What the warehouse of an embedded cloud works with. */
interface WarehouseSurroundings {
  readonly identity: CloudIdentity;
  /** The address of the cloud's own S3. */
  readonly endpoint: string;
  readonly pool: PostgresPool | undefined;
}

/** The Data API of an embedded cloud, whose COPY reads that cloud's own S3 as its root. */
export function openRedshiftEndpoint(around: WarehouseSurroundings): ServiceEndpoint {
  const { region, accessKeyId, secretAccessKey } = around.identity;
  const s3 = new S3Client({
    endpoint: around.endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
  });
  const engine = around.pool === undefined ? pgliteEngine() : postgresEngine(around.pool);
  const endpoint = createRedshiftEndpoint({ s3, engine, identity: around.identity });
  return {
    ...endpoint,
    async close() {
      await endpoint.close();
      s3.destroy();
    },
  };
}
