import type { S3Client } from "@aws-sdk/client-s3";
import { TrinoError } from "@cloudapi/athena/internal/analysis";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { CatalogPartition, CatalogTable } from "../../catalog/catalog-types.ts";
import type { PruningPredicate, Scan } from "../../compile/scope/compilation.ts";
import type { DataFile } from "../objects/list-files.ts";
import { listFiles } from "../objects/list-files.ts";
import { parseS3Location } from "../objects/s3-location.ts";
import { checkPartition } from "./check-storage.ts";
import { compileTemplate } from "./location-template.ts";
import type { ColumnProjection } from "./projection.ts";
import { columnProjections, isProjected, oneOf } from "./projection.ts";
import { prunePartitions } from "./prune-partitions.ts";

/** The files of one partition; `values` in the order of the partition columns, empty for a table without any. */
export interface FoundPartition {
  readonly values: readonly string[];
  readonly files: readonly DataFile[];
}

export interface ScanContext {
  readonly s3: S3Client;
  readonly connection: DuckDBConnection;
  readonly now: Date;
  readonly signal: AbortSignal;
  readonly registered: (table: CatalogTable) => readonly CatalogPartition[];
}

/** The partitions a scan must read, with their files. */
export async function findPartitions(
  scan: Scan,
  table: CatalogTable,
  context: ScanContext,
): Promise<FoundPartition[]> {
  if (table.partitionKeys.length === 0) {
    return [
      {
        values: [],
        files: await listFiles(context.s3, parseS3Location(table.location), context.signal),
      },
    ];
  }
  return isProjected(table)
    ? findProjected(scan, table, context)
    : findRegistered(scan, table, context);
}

async function findRegistered(
  scan: Scan,
  table: CatalogTable,
  context: ScanContext,
): Promise<FoundPartition[]> {
  const kept = await prunePartitions(scan, context.registered(table), context.connection);
  const found: FoundPartition[] = [];
  for (const partition of kept) {
    checkPartition(partition, table);
    const files = await listFiles(context.s3, parseS3Location(partition.location), context.signal);
    found.push({ values: partition.values, files });
  }
  return found;
}

/**
 * Instead of asking for every partition that could be, list what is there and keep what the
 * projection would have asked for: the same files, however wide the ranges are.
 */
async function findProjected(
  scan: Scan,
  table: CatalogTable,
  context: ScanContext,
): Promise<FoundPartition[]> {
  const possible = columnProjections(table, context.now);
  const constants = await constantsOf(scan, table, possible, context.connection);
  const projections = possible.map((each, i) => injected(each, constants[i]));
  const template = compileTemplate(table, projections);
  const partitions = new Map<string, { values: string[]; files: DataFile[] }>();
  for (const location of template.prefixes(constants)) {
    for (const file of await listFiles(context.s3, location, context.signal)) {
      const values = template.match(file.key);
      if (values === undefined) continue;
      const id = JSON.stringify(values);
      const partition = partitions.get(id) ?? { values, files: [] };
      partition.files.push(file);
      partitions.set(id, partition);
    }
  }
  return prunePartitions(scan, [...partitions.values()], context.connection);
}

/** An injected column has the values that the query gives, and no others. */
function injected(
  projection: ColumnProjection,
  constants: readonly string[] | undefined,
): ColumnProjection {
  if (projection.kind !== "injected" || constants === undefined) return projection;
  return { ...projection, source: oneOf(constants) };
}

/** For each partition column the constants it is compared with by `=` or IN, as texts in a path. */
async function constantsOf(
  scan: Scan,
  table: CatalogTable,
  projections: readonly ColumnProjection[],
  connection: DuckDBConnection,
): Promise<(readonly string[] | undefined)[]> {
  const constants: (readonly string[] | undefined)[] = [];
  for (const [i, column] of table.partitionKeys.entries()) {
    const predicate = scan.pruning.find(
      (each) =>
        each.equals !== undefined && each.columns.every((used) => used.column === column.name),
    );
    const projection = projections[i];
    const values = predicate && (await evaluate(predicate, connection));
    if (projection?.kind === "injected" && values === undefined) {
      throw new TrinoError(
        "CONSTRAINT_VIOLATION",
        `For the injected projected partition column ${column.name}, the WHERE clause must contain only static equality conditions, and at least one such condition must be present.`,
      );
    }
    constants.push(values?.flatMap((value) => projection?.write(value) ?? []));
  }
  return constants;
}

async function evaluate(
  predicate: PruningPredicate,
  connection: DuckDBConnection,
): Promise<string[] | undefined> {
  const items = (predicate.equals ?? []).map((sql) => `CAST(${sql} AS VARCHAR)`).join(", ");
  try {
    const reader = await connection.runAndReadAll(`SELECT unnest([${items}])`);
    return reader
      .getRows()
      .flatMap(([value]) => (value === null || value === undefined ? [] : [String(value)]));
  } catch {
    return undefined;
  }
}
