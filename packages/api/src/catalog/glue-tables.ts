import type { GlueClient } from "@aws-sdk/client-glue";
import type { S3Client } from "@aws-sdk/client-s3";
import { type DescribedTable, describeTable } from "@cloudapi/athena/glue";
import { checkOptionNames } from "@cloudapi/core/internal";
import type { EngineTable, EngineTableState, QueryEngine } from "../engine/query-engine.ts";
import { rowsVersion } from "./rows-version.ts";

/** The catalog that tables are in, and the storage that their objects are in. */
export interface GlueTablesInput {
  readonly glue: GlueClient;
  readonly s3: S3Client;
  /** The database of tables that name none, where their engine names none either; default `default`. */
  readonly database?: string;
  /** Objects and registered partitions of a table that are looked at; of a table with more the version isn't known. Default 2,000. */
  readonly maxObjects?: number;
}

/**
 * What the Glue Data Catalog and S3 know of tables: by which contract they were made, and a version that changes with their rows, so
 * that a cache and its ETags follow the table. An Iceberg table's version is its metadata file. That of another table is its
 * version in the catalog, its registered partitions, and the keys, ETags and times of the objects under its location. Views, tables over lists of
 * files, tables with partitions elsewhere and those with more objects than `maxObjects` have none: their results are kept for `unversionedCacheMs`.
 *
 * IAM: `glue:GetTable` and, for tables with registered partitions, `glue:GetPartitions` on the catalog, the database and the table;
 * `s3:ListBucket` on the tables' locations.
 *
 * @throws {TypeError | RangeError} for options that are not right
 *
 * @example
 * ```ts
 * import { AthenaClient } from "@aws-sdk/client-athena";
 * import { GlueClient } from "@aws-sdk/client-glue";
 * import { S3Client } from "@aws-sdk/client-s3";
 * import { athenaEngine } from "@cloudapi/api";
 * import { glueTables } from "@cloudapi/api/glue";
 * import { ensureTable } from "@cloudapi/athena/glue";
 * import { apiLogs } from "@cloudapi/core";
 *
 * const [athena, glue, s3] = [new AthenaClient(), new GlueClient(), new S3Client()];
 * const location = "s3://cloudapi-logs-processed/versioned/";
 * await ensureTable(glue, apiLogs, { database: "default", table: "versioned", location });
 *
 * const describe = glueTables({ glue, s3, database: "default" });
 * const engine = athenaEngine(athena, { database: "default", describe });
 * const table = { table: "versioned", database: undefined };
 * const state = await engine.describe?.(table, AbortSignal.timeout(10_000));
 * console.log(state?.contractHash === apiLogs.contractHash); // => true
 * for (const client of [athena, glue, s3]) client.destroy();
 * ```
 */
export function glueTables(input: GlueTablesInput): NonNullable<QueryEngine["describe"]> {
  checkOptionNames("glueTables", input, ["glue", "s3", "database", "maxObjects"]);
  const { glue, s3, database = "default", maxObjects = 2_000 } = input;
  if (!Number.isSafeInteger(maxObjects) || maxObjects < 0)
    throw new RangeError(
      `glueTables: maxObjects must be an integer of at least 0, not ${String(maxObjects)}.`,
    );
  return async (table, signal) => {
    const place = placeOf(table, database);
    const found = await describeTable(glue, place, { signal });
    return found && stateOf(found, await rowsVersion({ glue, s3, maxObjects, signal }, found));
  };
}

/** Athena's names are in lower case, whatever a query writes. */
function placeOf({ table, database }: EngineTable, fallback: string) {
  return { table: table.toLowerCase(), database: (database ?? fallback).toLowerCase() };
}

function stateOf(
  { contractHash, columns, partitionColumns }: DescribedTable,
  version: string | undefined,
): EngineTableState {
  return { version, contractHash, columns: [...columns, ...partitionColumns] };
}
