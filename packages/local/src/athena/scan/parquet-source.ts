import type { DuckDBConnection } from "@duckdb/node-api";
import type { Scan } from "../compile/scope/compilation.ts";
import { duckString, duckType } from "../types/duck.ts";
import { TrinoError } from "../types/trino-error.ts";
import type { SqlType } from "../types/types.ts";
import { formatType } from "../types/types.ts";
import type { LocalFile, RowSource } from "./objects/row-source.ts";

/** A top-level column of one Parquet file. */
interface ParquetColumn {
  readonly file: string;
  readonly name: string;
  readonly physical: string | null;
  readonly converted: string | null;
  readonly logical: string | null;
}

/** Rows of Parquet files: columns by name in any case, absent ones null, wrong types refused as Athena does. */
export async function parquetSource(
  scan: Scan,
  files: readonly LocalFile[],
  { connection, scanned }: { connection: DuckDBConnection; scanned: (bytes: number) => void },
): Promise<RowSource> {
  const list = `[${files.map((file) => duckString(file.path)).join(", ")}]`;
  const schemas = await readSchemas(list, files, connection);
  const used = scan.table.columns.filter((column) => scan.columns.has(column.name));
  const sources = new Map<string, string>();
  for (const column of used) {
    const found = schemas.filter((each) => each.name.toLowerCase() === column.name);
    for (const each of found) checkType(each, column.type, files);
    sources.set(column.name, columnSql(found, column.type));
  }
  const names = used.flatMap((column) =>
    schemas.filter((each) => each.name.toLowerCase() === column.name).map((each) => each.name),
  );
  scanned(await columnBytes(list, new Set(names), connection));
  return {
    from: `read_parquet(${list}, union_by_name = true, filename = '__file', hive_partitioning = false)`,
    column: (name) => sources.get(name) ?? "NULL",
  };
}

async function readSchemas(
  list: string,
  files: readonly LocalFile[],
  connection: DuckDBConnection,
): Promise<ParquetColumn[]> {
  const sql = `SELECT file_name, name, type, converted_type, logical_type, num_children FROM parquet_schema(${list})`;
  const reader = await connection.runAndReadAll(sql).catch((error: unknown) => {
    throw notParquet(error, files);
  });
  const columns: ParquetColumn[] = [];
  let file = "";
  let skip = 0;
  for (const [fileName, name, physical, converted, logical, children] of reader.getRows()) {
    if (fileName !== file) {
      file = String(fileName);
      skip = 0;
      continue;
    }
    if (skip > 0) {
      skip += Number(children ?? 0) - 1;
      continue;
    }
    skip = Number(children ?? 0);
    columns.push({
      file,
      name: String(name),
      physical: textOrNull(physical),
      converted: textOrNull(converted),
      logical: textOrNull(logical),
    });
  }
  return columns;
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/** DuckDB names the local copy; Athena names the object. */
function notParquet(error: unknown, files: readonly LocalFile[]): TrinoError {
  const message = error instanceof Error ? error.message : String(error);
  const file = files.find((each) => message.includes(each.path));
  const where = file === undefined ? "a file of the table" : `s3://${file.bucket}/${file.key}`;
  return new TrinoError("HIVE_BAD_DATA", `Not valid Parquet file: ${where}`);
}

const PHYSICAL: Partial<Record<SqlType["kind"], readonly string[]>> = {
  boolean: ["BOOLEAN"],
  tinyint: ["INT32"],
  smallint: ["INT32"],
  integer: ["INT32"],
  bigint: ["INT32", "INT64"],
  real: ["FLOAT"],
  double: ["FLOAT", "DOUBLE"],
  varchar: ["BYTE_ARRAY"],
  varbinary: ["BYTE_ARRAY"],
  date: ["INT32"],
  timestamp: ["INT64", "INT96"],
  decimal: ["INT32", "INT64", "FIXED_LEN_BYTE_ARRAY", "BYTE_ARRAY"],
};

function checkType(column: ParquetColumn, type: SqlType, files: readonly LocalFile[]): void {
  const allowed = PHYSICAL[type.kind];
  const nested = allowed === undefined;
  const fits = nested
    ? column.physical === null || column.physical === ""
    : allowed.includes(column.physical ?? "") && annotationFits(column, type);
  if (fits) return;
  const file = files.find((each) => each.path === column.file);
  const where = `s3://${file?.bucket}/${file?.key}`;
  throw new TrinoError(
    "HIVE_BAD_DATA",
    `Field ${column.name}'s type ${column.physical ?? "group"} in parquet file ${where} is incompatible with type ${formatType(type)} defined in table schema`,
  );
}

function annotationFits(column: ParquetColumn, type: SqlType): boolean {
  const annotation = `${column.converted ?? ""} ${column.logical ?? ""}`;
  if (type.kind === "timestamp")
    return column.physical === "INT96" || /TIMESTAMP/i.test(annotation);
  if (type.kind === "date") return /DATE/i.test(annotation);
  if (type.kind === "decimal")
    return (
      /DECIMAL/i.test(annotation) || column.physical === "INT32" || column.physical === "INT64"
    );
  return !/TIMESTAMP|DATE|DECIMAL/i.test(annotation) || type.kind === "varbinary";
}

/** The column as a value of its Athena type. */
function columnSql(found: readonly ParquetColumn[], type: SqlType): string {
  const [first] = found;
  if (first === undefined) return `CAST(NULL AS ${duckType(type)})`;
  const names = [...new Set(found.map((each) => each.name))].map(
    (name) => `d."${name.replaceAll('"', '""')}"`,
  );
  const raw = names.length === 1 ? (names[0] ?? "") : `coalesce(${names.join(", ")})`;
  if (
    type.kind === "varchar" &&
    found.some(
      (each) => !/UTF8|STRING|ENUM|JSON/i.test(`${each.converted ?? ""} ${each.logical ?? ""}`),
    )
  )
    return `decode(CAST(${raw} AS BLOB))`;
  if (type.kind === "timestamp" && found.every(isInMilliseconds))
    return `CAST(${raw} AS TIMESTAMP)`;
  return fromParquet(raw, type);
}

/** DuckDB lists every unit there is in the logical type; the one that applies isn't null. */
function isInMilliseconds(column: ParquetColumn): boolean {
  return (
    column.converted === "TIMESTAMP_MILLIS" || /MILLIS=MilliSeconds/.test(column.logical ?? "")
  );
}

/** Timestamps are rounded to milliseconds, as Athena reads them. */
function fromParquet(sql: string, type: SqlType): string {
  switch (type.kind) {
    case "timestamp":
      return `trino_round_timestamp(CAST(${sql} AS TIMESTAMP), 1000)`;
    case "array":
      return `list_transform(${sql}, lambda e: ${fromParquet("e", type.element)})`;
    case "row": {
      const fields = type.fields.map(
        (field, i) =>
          `f${i} := ${fromParquet(`(${sql})."${(field.name ?? "").replaceAll('"', '""')}"`, field.type)}`,
      );
      return `CASE WHEN ${sql} IS NULL THEN NULL ELSE struct_pack(${fields.join(", ")}) END`;
    }
    default:
      return `CAST(${sql} AS ${duckType(type)})`;
  }
}

/** The compressed size of the column chunks that the query reads, which is what Athena bills. */
async function columnBytes(
  list: string,
  names: ReadonlySet<string>,
  connection: DuckDBConnection,
): Promise<number> {
  if (names.size === 0) return 0;
  const wanted = [...names].map((name) => duckString(name)).join(", ");
  const sql = `SELECT coalesce(sum(total_compressed_size), 0) FROM parquet_metadata(${list}) WHERE string_split(path_in_schema, ', ')[1] IN (${wanted})`;
  const reader = await connection.runAndReadAll(sql);
  return Number(reader.getRows()[0]?.[0] ?? 0);
}
