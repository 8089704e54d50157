import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  type Dataset,
  eventTimeOf,
  fileColumns,
  type PartitionValues,
  parsePartitionPath,
  partitionColumns,
  partitionPath,
} from "@cloudapi/core";
import { isInPartitionRange } from "@cloudapi/core/internal";
import { quoteIdentifier } from "@cloudapi/core/sql";
import { queryFilesOnTrino } from "../../../scripts/lib/query-files-on-trino.ts";
import { canonicalRow } from "../../transform/test/support/nested-cases.ts";
import { trinoRow } from "../../transform/test/support/nested-readers.ts";
import { query, selectColumns } from "../src/index.ts";
import { collect } from "./collect.ts";
import type { Lake } from "./use-lake.ts";

/** A row in the form of `canonicalRow`, and the partition of time that it is found in. */
export interface FoundRow {
  readonly row: Record<string, unknown>;
  readonly partition: readonly unknown[];
}

/** What a table of a dataset has, over objects by their keys. */
export type FileEngine = (
  dataset: Dataset,
  objects: ReadonlyMap<string, Uint8Array>,
) => Promise<FoundRow[]>;

/** The columns that spell the time of a row. */
function timeNames(dataset: Dataset): string[] {
  return partitionColumns(dataset)
    .filter(({ key }) => key === undefined)
    .map(({ name }) => name);
}

/** The partition of time that a row belongs into; `undefined` where there is none, since it is outside of the range. */
export function partitionOf(dataset: Dataset, row: Record<string, unknown>): unknown[] | undefined {
  const names = timeNames(dataset);
  if (names.length === 0) return [];
  const time = eventTimeOf(dataset, row as never) ?? 0;
  if (dataset.partition !== undefined && !isInPartitionRange(dataset.partition, time))
    return undefined;
  const path = partitionPath(dataset, time);
  return names.map((name) => parsePartitionPath(dataset, `${path}x`)?.[name]);
}

export function onAthena(lake: Lake): FileEngine {
  let tables = 0;
  return async (dataset, objects) => {
    const [location, table] = [lake.newLocation(), `files_${++tables}`];
    for (const [key, bytes] of objects) await lake.put(location, key, bytes);
    await lake.createTable(dataset, { location, table });
    const sql = `SELECT ${selectColumns(dataset)} FROM ${table}`;
    const rows = query(lake.athena, { sql, ...lake.place, schema: dataset }, lake.options);
    const found = (await collect(rows)) as Record<string, unknown>[];
    const partitions = await partitionsById(lake, dataset, table);
    return found.map((row) => ({
      row: canonicalRow(dataset.columns, row),
      partition: partitions.get(row["id"]) ?? [],
    }));
  };
}

/** The partition of time of each row by its `id`; none for a dataset that is not partitioned by time. */
async function partitionsById(
  lake: Lake,
  dataset: Dataset,
  table: string,
): Promise<Map<unknown, unknown[]>> {
  const names = timeNames(dataset);
  if (names.length === 0) return new Map();
  const rows = (await lake.rows(`SELECT id, ${names.join(", ")} FROM ${table}`)) as Record<
    string,
    unknown
  >[];
  return new Map(rows.map((row) => [row["id"], names.map((name) => row[name])]));
}

/** Trino's Hive connector, with the partitions that the table's projection has. */
export function onTrino(endpoint: string): FileEngine {
  return async (dataset, objects) => {
    const folder = await mkdtemp(join(tmpdir(), "changed-files-"));
    try {
      for (const [key, bytes] of objects) {
        const path = pathUnder(dataset, key);
        if (path === undefined) continue;
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeFile(join(folder, path), bytes);
      }
      const keys = partitionColumns(dataset);
      const columns = [...fileColumns(dataset), ...keys];
      const names = [...dataset.columns.map(({ name }) => name), ...timeNames(dataset)];
      const [found] = await queryFilesOnTrino(
        endpoint,
        { folder, columns, partitionedBy: keys.map(({ name }) => name) },
        [
          (table) =>
            `SELECT ${names.map((each) => quoteIdentifier(each)).join(", ")} FROM ${table}`,
        ],
      );
      return (found?.rows ?? []).map((row) => ({
        row: trinoRow(dataset.columns, row),
        partition: row.slice(dataset.columns.length),
      }));
    } finally {
      await rm(folder, { recursive: true });
    }
  };
}

/** Where an object lies for Hive, which finds partitions by names; nowhere, if no partition of the table has it. */
function pathUnder(dataset: Dataset, key: string): string | undefined {
  const values = parsePartitionPath(dataset, key);
  if (values === undefined) return undefined;
  const folders = partitionColumns(dataset).map(({ name }) => `${name}=${text(values, name)}`);
  const own = key.split("/").slice(folders.length);
  return [...folders, ...own].join("/");
}

function text(values: PartitionValues, name: string): string {
  return String(values[name]);
}
