import type { S3Client } from "@aws-sdk/client-s3";
import { notSupported, TrinoError } from "@cloudapi/athena/internal/analysis";
import { planScan, type ScanPlan } from "@cloudapi/iceberg";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { IcebergSource } from "../../catalog/iceberg-source.ts";
import type { Scan } from "../../compile/scope/compilation.ts";
import { icebergFailure } from "../../iceberg/iceberg-failure.ts";
import { emptyRelation } from "../empty-relation.ts";
import { headFile, objectOf } from "../objects/head-file.ts";
import { inParallel } from "../objects/in-parallel.ts";
import type { ObjectCache } from "../objects/object-cache.ts";
import {
  checkDeleteFormat,
  type DeleteFile,
  readEqualities,
  readPositions,
  type TaskFile,
} from "./deleted-rows.ts";
import { fieldPath } from "./field-path.ts";
import { groupBySchema } from "./file-schemas.ts";
import { prepareMetadataTable } from "./prepare-metadata-table.ts";
import { columnBytes, rowsRelation } from "./rows-relation.ts";
import { scanConditions } from "./scan-conditions.ts";

export interface IcebergContext {
  readonly s3: S3Client;
  readonly connection: DuckDBConnection;
  readonly signal: AbortSignal;
  readonly cache: ObjectCache;
  /** Called with the local paths as soon as they are held. */
  readonly hold: (path: string) => void;
  /** Called with the bytes that Athena would count, as soon as they are known; may throw. */
  readonly scanned: (bytes: number) => void;
}

/** Make the relation that a compiled query reads of an Iceberg table: files passed over, objects fetched, deletes applied. */
export async function prepareIceberg(
  scan: Scan,
  source: IcebergSource,
  context: IcebergContext,
): Promise<void> {
  try {
    if (source.metadataTable !== undefined)
      return await prepareMetadataTable(scan, source, context);
    const plan = await planned(scan, source, context);
    if (plan.tasks.length === 0) await context.connection.run(emptyRelation(scan));
    else await prepareRows(scan, source, { plan, ...context });
  } catch (error) {
    throw icebergFailure(error);
  }
}

/** The files to read, by the columns that the table had at the snapshot. */
async function planned(
  scan: Scan,
  { table: { metadata, storage }, snapshot, schema }: IcebergSource,
  { connection, signal }: IcebergContext,
): Promise<Pick<ScanPlan, "tasks">> {
  if (snapshot === undefined) return { tasks: [] };
  const where = await scanConditions(scan, schema, connection);
  const then = { ...metadata, "current-schema-id": schema["schema-id"] };
  const at = { snapshotId: snapshot["snapshot-id"] };
  return planScan({ metadata: then, storage }, { at, where }, { signal });
}

async function prepareRows(
  scan: Scan,
  source: IcebergSource,
  { plan, ...context }: IcebergContext & { readonly plan: Pick<ScanPlan, "tasks"> },
): Promise<void> {
  const { connection } = context;
  const { relation } = scan;
  const { metadata } = source.table;
  for (const { file, deletes } of plan.tasks) {
    if (file.format !== "parquet")
      throw notSupported(`Iceberg data files in ${file.format.toUpperCase()} (${file.path})`);
    for (const each of deletes) checkDeleteFormat(each);
  }
  const files = await inParallel(plan.tasks, async (task): Promise<TaskFile> => {
    return { ...(await fetched(task.file.path, context)), task };
  });
  const deletes = await fetchDeletes(plan, context);
  const mapping = metadata.properties["schema.name-mapping.default"];
  const groups = await groupBySchema(files, mapping, connection);
  const byUri = new Map(deletes.map((each) => [each.file.path, each]));
  const equalities = await readEqualities(
    {
      relation,
      files,
      deletes: await groupBySchema(
        deletes.filter(({ file }) => file.content === "equality-deletes"),
        mapping,
        connection,
      ),
      pathOf: (id) => fieldPath(metadata, id),
    },
    connection,
  );
  const hasPositions = await readPositions({ relation, files, deletes: byUri }, connection);
  const input = { scan, source, groups, equalities, hasPositions };
  context.scanned(deletes.reduce((sum, { size }) => sum + size, 0));
  context.scanned(await columnBytes(input, connection));
  await rowsRelation(input, connection);
}

/** Each file of deletes once, however many data files it is of. */
async function fetchDeletes(
  plan: Pick<ScanPlan, "tasks">,
  context: IcebergContext,
): Promise<DeleteFile[]> {
  const files = new Map(
    plan.tasks.flatMap(({ deletes }) => deletes.map((file) => [file.path, file] as const)),
  );
  return inParallel([...files.values()], async (file) => ({
    ...(await fetched(file.path, context)),
    file,
  }));
}

async function fetched(uri: string, { s3, signal, cache, hold }: IcebergContext) {
  const object = objectOf(uri);
  if (object === undefined)
    throw new TrinoError("ICEBERG_CANNOT_OPEN_SPLIT", `The data file ${uri} is not in S3`);
  const file = await headFile(s3, object, signal);
  const path = await cache.acquire(s3, file, signal);
  hold(path);
  return { ...file, path };
}
