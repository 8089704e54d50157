import { randomUUID } from "node:crypto";
import { mkdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { notSupported, TrinoError } from "@cloudapi/athena/internal/analysis";
import type { DataFile, IcebergField, LoadedTable, PartitionSpec } from "@cloudapi/iceberg";
import {
  currentSchema,
  type PartitionType,
  partitionPath,
  partitionType,
  schemasOf,
  tableFolder,
} from "@cloudapi/iceberg/internal";
import { valueOfText } from "../../../functions/udf/partition-text.ts";
import { parseS3Location } from "../../../scan/objects/s3-location.ts";
import { duckString } from "../../../types/duck.ts";
import { quoted } from "../parquet-value.ts";
import type { PublishedFile } from "../publish-files.ts";
import type { WriteContext } from "../write-rows.ts";
import { checkRequired } from "./check-required.ts";
import { fileMetrics } from "./file-metrics.ts";
import { fieldIds, parquetSql } from "./parquet-fields.ts";
import { partitionSql } from "./partition-sql.ts";

/** Rows for an Iceberg table: DuckDB SQL whose columns c0, c1, ... are those of its current schema. */
export interface IcebergRows {
  readonly sql: string;
  readonly table: Pick<LoadedTable, "metadata">;
  readonly spec: PartitionSpec;
}

/** A data file, on this machine still, and what a manifest will say of it. */
export interface WrittenDataFile {
  readonly published: PublishedFile;
  readonly dataFile: DataFile;
}

/**
 * Write rows to Parquet files of this machine, one for each partition, and use them; then they are gone.
 *
 * @throws {TrinoError} ICEBERG_TOO_MANY_OPEN_PARTITIONS where there are more than 100; CONSTRAINT_VIOLATION for a null where
 * there may be none
 */
export async function writeDataFiles<T>(
  rows: IcebergRows,
  context: WriteContext,
  use: (files: readonly WrittenDataFile[]) => Promise<T>,
): Promise<T> {
  const { metadata } = rows.table;
  const type = partitionType(rows.spec, schemasOf(metadata));
  const folder = join(context.folder, `write-${randomUUID()}`);
  await mkdir(folder);
  try {
    const files: WrittenDataFile[] = [];
    for (const { values, sql } of await staged(rows, type, context)) {
      context.signal.throwIfAborted();
      const path = join(folder, `${files.length}.parquet`);
      files.push(await writeOne({ ...rows, sql, values, type, path }, context));
    }
    return await use(files);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const STAGED = "rows_of_table";
const MOST_PARTITIONS = 100;

interface Staged {
  readonly values: readonly (string | null)[];
  readonly sql: string;
}

async function staged(
  { sql, table }: IcebergRows,
  type: PartitionType,
  { connection }: WriteContext,
): Promise<Staged[]> {
  const { fields } = currentSchema(table.metadata);
  const columns = fields.map((_, i) => `c${i}`);
  const keys = type.map(
    (field, i) => `${partitionSql(sourceSql(fields, field.sourceId), field)} AS k${i}`,
  );
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE ${STAGED} AS SELECT ${[...columns, ...keys].join(", ")} FROM (${sql})`,
  );
  await checkRequired(fields, STAGED, connection);
  const names = type.map((_, i) => `k${i}`);
  const found = await connection.runAndReadAll(
    `SELECT ${["count(*)", ...names].join(", ")} FROM ${STAGED} GROUP BY ALL ORDER BY ALL LIMIT ${MOST_PARTITIONS + 1}`,
  );
  const partitions = found.getRows().filter(([count]) => Number(count) > 0);
  if (partitions.length > MOST_PARTITIONS)
    throw new TrinoError(
      "ICEBERG_TOO_MANY_OPEN_PARTITIONS",
      `Exceeded limit of ${MOST_PARTITIONS} open writers for partitions`,
    );
  return partitions.map(([, ...values]) => {
    const texts = values.map((value) => (value === null ? null : String(value)));
    const where = texts.map(
      (text, i) => `k${i} IS NOT DISTINCT FROM ${text === null ? "NULL" : duckString(text)}`,
    );
    const condition = where.length === 0 ? "" : ` WHERE ${where.join(" AND ")}`;
    return { values: texts, sql: `SELECT ${columns.join(", ")} FROM ${STAGED}${condition}` };
  });
}

/** The column, or the field of a row, of an id. */
function sourceSql(fields: readonly IcebergField[], id: number): string {
  const find = (inside: readonly IcebergField[], above: string): string | undefined => {
    for (const [i, field] of inside.entries()) {
      const sql = above === "" ? `c${i}` : `(${above}).f${i}`;
      if (field.id === id) return sql;
      const { type } = field;
      if (typeof type === "string" || type.type !== "struct") continue;
      const found = find(type.fields, sql);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return find(fields, "") ?? "NULL";
}

interface FileInput extends IcebergRows {
  readonly values: readonly (string | null)[];
  readonly type: PartitionType;
  readonly path: string;
}

async function writeOne(input: FileInput, context: WriteContext): Promise<WrittenDataFile> {
  const { sql, values, type, path, spec, table } = input;
  const { metadata } = table;
  const { fields } = currentSchema(metadata);
  await copyParquet(input, fields, context);
  const partition = type.map(({ type: of }, i) => {
    const text = values[i] ?? null;
    return text === null ? null : valueOfText(of, text);
  });
  const metrics = await fileMetrics({ sql, path }, fields, context.connection);
  const { size } = await stat(path);
  const name = `${partitionPath(type, partition)}${randomUUID()}.parquet`;
  const uri = `${tableFolder(metadata)}/data/${name}`;
  const { bucket, prefix } = parseS3Location(tableFolder(metadata));
  return {
    published: {
      file: { path, sizeBytes: size, rows: metrics.rows },
      bucket,
      key: `${prefix}data/${name}`,
    },
    dataFile: {
      content: "data",
      path: uri,
      format: "parquet",
      specId: spec["spec-id"],
      partition,
      sizeBytes: size,
      ...metrics,
    },
  };
}

async function copyParquet(
  { sql, path, table: { metadata } }: FileInput,
  fields: readonly IcebergField[],
  { connection }: WriteContext,
): Promise<void> {
  const items = fields.map(
    ({ name, type }, i) => `${parquetSql(`c${i}`, type)} AS ${quoted(name)}`,
  );
  const options = [
    "FORMAT parquet",
    `COMPRESSION ${codecOf(metadata.properties)}`,
    `FIELD_IDS ${fieldIds(fields)}`,
  ];
  await connection.run(
    `COPY (SELECT ${items.join(", ")} FROM (${sql})) TO ${duckString(path)} (${options.join(", ")})`,
  );
}

const CODECS = ["zstd", "gzip", "snappy", "uncompressed"];

function codecOf(properties: Readonly<Record<string, string>>): string {
  const format = properties["write.format.default"]?.toLowerCase() ?? "parquet";
  if (format !== "parquet") throw notSupported(`writing Iceberg tables as ${format.toUpperCase()}`);
  const codec = properties["write.parquet.compression-codec"]?.toLowerCase() ?? "zstd";
  if (CODECS.includes(codec)) return codec;
  throw notSupported(`writing Iceberg tables with the compression ${codec.toUpperCase()}`);
}
