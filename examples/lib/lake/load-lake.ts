import type { GlueClient } from "@aws-sdk/client-glue";
import type { S3Client } from "@aws-sdk/client-s3";
import { type IngestReport, ingest, parquetTarget } from "@cloudapi/ingest";
import { ensureCatalog } from "@cloudapi/ingest/glue";
import { ensureBucket } from "@cloudapi/s3";
import { s3Sink } from "@cloudapi/transform/s3";
import { type Name, SEEDS } from "./seeds.ts";
import { HOSTS, openSource, startPostgres } from "./sources.ts";

/** The database of the catalog that the lake's tables are in. */
export const LAKE = "datalake_db";

/** A source that is in the lake. */
export interface LoadedSource {
  readonly name: Name;
  readonly kind: string;
  readonly bucket: string;
  readonly report: IngestReport;
  /** What went wrong with tables, whether in the lake or the catalog. */
  readonly failures: readonly { readonly table: string; readonly message: string }[];
}

/** Where the lake is to be. */
export interface LakePlace {
  readonly s3: S3Client;
  readonly glue: GlueClient;
  /** What the buckets' names begin with, where the environment doesn't name them. */
  readonly rawBucket: string;
}

/** Extract the three databases into the lake, and catalogue their tables; each source as it is done. */
export async function* loadLake({ s3, glue, rawBucket }: LakePlace): AsyncGenerator<LoadedSource> {
  const inProcess = Object.values(HOSTS).every(Boolean) ? undefined : await startPostgres();
  try {
    for (const name of ["ms1", "ms2", "ms3"] as const) {
      const bucket = bucketOf(name, rawBucket);
      await ensureBucket(s3, { bucket });
      const { source, close } = await openSource(name, inProcess?.place);
      const tables = Object.keys(SEEDS[name]);
      const target = parquetTarget(s3Sink(s3, { bucket }));
      const report = await ingest({ source, tables, target });
      await close();
      const place = { database: LAKE, tablePrefix: `${name}_` };
      const made = await ensureCatalog(glue, report, place);
      const failures = [...report.tables, ...made].flatMap((each) =>
        each.status === "done" ? [] : [{ table: each.table, message: each.message }],
      );
      yield { name, kind: source.kind, bucket, report, failures };
    }
  } finally {
    await inProcess?.stop();
  }
}

/** The bucket of a source: what the environment names, or one that is named after it. */
export function bucketOf(name: Name, rawBucket: string): string {
  return process.env[`S3_BUCKET_${name.toUpperCase()}`] ?? `${rawBucket}-${name}`;
}
