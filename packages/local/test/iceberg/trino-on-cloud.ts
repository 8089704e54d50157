import type { LocalCloud } from "../../src/index.ts";
import { type Answer, askTrino } from "../athena/trino-answer.ts";

/** A Trino server with the embedded Glue as its catalog, and the embedded S3 as its storage. */
export interface TrinoOnCloud {
  /** @throws {Error} for a statement that fails */
  run(sql: string): Promise<Extract<Answer, { readonly rows: unknown }>["rows"]>;
  ask(sql: string): Promise<Answer>;
  close(): Promise<void>;
}

let catalogs = 0;

/** What a connector is told of its catalog. */
const CONNECTORS = {
  iceberg: { "iceberg.catalog.type": "glue" },
  hive: {
    "hive.metastore": "glue",
    "hive.partition-projection-enabled": "true",
    // The embedded Glue has no statistics.
    "hive.table-statistics-enabled": "false",
  },
} as const;

/** Let a Trino server use a cloud, under a catalog of its own. */
export async function trinoOnCloud(
  trino: string,
  { endpoint, region, credentials }: LocalCloud["clientConfig"],
  connector: keyof typeof CONNECTORS = "iceberg",
): Promise<TrinoOnCloud> {
  const catalog = `cloud_${process.pid}_${Date.now()}_${catalogs++}`;
  const { accessKeyId, secretAccessKey } = credentials;
  const properties = {
    ...CONNECTORS[connector],
    "hive.metastore.glue.endpoint-url": endpoint,
    "hive.metastore.glue.region": region,
    "hive.metastore.glue.aws-access-key": accessKeyId,
    "hive.metastore.glue.aws-secret-key": secretAccessKey,
    "fs.native-s3.enabled": "true",
    "s3.endpoint": endpoint,
    "s3.region": region,
    "s3.path-style-access": "true",
    "s3.aws-access-key": accessKeyId,
    "s3.aws-secret-key": secretAccessKey,
  };
  const list = Object.entries(properties).map(([name, value]) => `"${name}" = '${value}'`);
  const ask = (sql: string) => askTrino(trino, sql, catalog);
  const run = async (sql: string) => {
    const answer = await ask(sql);
    if ("error" in answer) throw new Error(`${sql}: ${answer.error}`);
    return answer.rows;
  };
  await run(`CREATE CATALOG ${catalog} USING ${connector} WITH (${list.join(", ")})`);
  return { run, ask, close: () => run(`DROP CATALOG ${catalog}`).then(() => undefined) };
}
