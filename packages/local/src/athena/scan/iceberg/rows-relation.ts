import { notSupported } from "@cloudapi/athena/internal/analysis";
import type { IcebergField, ScanTask } from "@cloudapi/iceberg";
import { partitionPath, partitionType, schemasOf, specOf } from "@cloudapi/iceberg/internal";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { IcebergSource } from "../../catalog/iceberg-source.ts";
import type { TableColumn } from "../../catalog/lookup.ts";
import { scanColumns } from "../../compile/query/compile-table.ts";
import type { Scan } from "../../compile/scope/compilation.ts";
import { literal } from "../../iceberg/literal.ts";
import { duckNull, duckString } from "../../types/duck.ts";
import type { EqualityDeletes, TaskFile } from "./deleted-rows.ts";
import { type AlikeFiles, fileList } from "./file-schemas.ts";
import { type FieldPath, valueOfPath } from "./value-of-field.ts";

/** The rows of a scan: its files by their columns, and what is deleted of them. */
export interface RowsInput {
  readonly scan: Scan;
  readonly source: IcebergSource;
  readonly groups: readonly AlikeFiles<TaskFile>[];
  readonly equalities: readonly EqualityDeletes[];
  readonly hasPositions: boolean;
}

/** Make the relation of the rows. */
export async function rowsRelation(input: RowsInput, connection: DuckDBConnection): Promise<void> {
  const { scan, groups, equalities } = input;
  const partitioned = partitionColumns(input);
  const isJoined =
    equalities.length > 0 ||
    partitioned.length > 0 ||
    Object.keys(HIDDEN).some((name) => scan.columns.has(name));
  if (isJoined) await connection.run(filesTable(input, partitioned));
  const selects = groups.map((group) => selectOf(group, { ...input, partitioned, isJoined }));
  await connection.run(
    `CREATE OR REPLACE TEMP VIEW ${scan.relation} AS ${selects.join(" UNION ALL ")}`,
  );
}

/** Columns that are read or compared, that some files don't have, and whose values their partitions have as they are. */
function partitionColumns({ scan, source, groups, equalities }: RowsInput): IcebergField[] {
  const specs = source.table.metadata["partition-specs"];
  const isPartition = (id: number) =>
    specs.some(({ fields }) =>
      fields.some((field) => field["source-id"] === id && field.transform === "identity"),
    );
  const compared = equalities.flatMap(({ paths }) => paths.filter(({ length }) => length === 1));
  const read = source.schema.fields.filter(({ name }) => scan.columns.has(name.toLowerCase()));
  const fields = new Map([...compared.flat(), ...read].map((field) => [field.id, field]));
  return [...fields.values()].filter(
    ({ id, type }) =>
      typeof type === "string" &&
      isPartition(id) &&
      groups.some(({ columns }) => !columns.some(({ fieldId }) => fieldId === id)),
  );
}

/** What is the same in all rows of a file: hidden columns, values of its partition, and the sets of its equality deletes. */
function filesTable(
  { scan, source, groups, equalities }: RowsInput,
  partitioned: readonly IcebergField[],
): string {
  const rows = groups
    .flatMap(({ files }) => files)
    .map((file) => {
      const values = identityValues(file.task.file, source, partitioned);
      return [
        duckString(file.path),
        duckString(partitionText(file.task.file, source)),
        duckString(file.task.file.path),
        `make_timestamp(${Math.floor(file.modified.getTime()) * 1000})`,
        ...equalities.map(({ setOf }) => `CAST(${setOf.get(file.path) ?? "NULL"} AS INTEGER)`),
        ...partitioned.map((field) => values.get(field.id) ?? literal(field.type as string, null)),
      ];
    });
  const names = [
    "__file",
    "__partition",
    "__path",
    "__modified",
    ...equalities.map((_, i) => `s${i}`),
    ...partitioned.map(({ id }) => `i${id}`),
  ];
  const lines = rows.map((row) => `(${row.join(", ")})`);
  return `CREATE OR REPLACE TEMP TABLE ${scan.relation}_files AS SELECT * FROM (VALUES ${lines.join(", ")}) AS v(${names.join(", ")})`;
}

function partitionText(file: ScanTask["file"], { table: { metadata } }: IcebergSource): string {
  const type = partitionType(specOf(metadata, file.specId), schemasOf(metadata));
  return partitionPath(type, file.partition).replace(/\/$/, "");
}

/** Columns whose values the partition of a file has as they are: files that others put into a table may not have them. */
function identityValues(
  file: ScanTask["file"],
  { table: { metadata } }: IcebergSource,
  partitioned: readonly IcebergField[],
): Map<number, string> {
  const values = new Map<number, string>();
  const { fields } = specOf(metadata, file.specId);
  for (const [i, { "source-id": id, transform }] of fields.entries()) {
    const column = partitioned.find((field) => field.id === id);
    if (transform === "identity" && typeof column?.type === "string")
      values.set(id, literal(column.type, file.partition[i]));
  }
  return values;
}

const HIDDEN: Readonly<Record<string, string>> = {
  $partition: "f.__partition",
  $path: "f.__path",
  $file_modified_time: "trino_zoned(f.__modified, 'UTC')",
};

interface Selecting extends RowsInput {
  readonly partitioned: readonly IcebergField[];
  readonly isJoined: boolean;
}

/** The rows of files of one schema that are left after deletes. */
function selectOf(group: AlikeFiles<TaskFile>, input: Selecting): string {
  const { scan, isJoined } = input;
  const items = scanColumns(scan.table).map(
    (column, i) =>
      `${itemOf(column, { group, input, field: input.source.schema.fields[i] })} AS c${i}`,
  );
  const where = deletedOf(group, input).map((each) => `NOT EXISTS (${each})`);
  return [
    `SELECT ${["1 AS one", ...items].join(", ")}`,
    `FROM read_parquet(${fileList(group.files)}, filename = '__file', hive_partitioning = false) AS d`,
    ...(isJoined ? [`JOIN ${scan.relation}_files AS f ON d.__file = f.__file`] : []),
    ...(where.length === 0 ? [] : [`WHERE ${where.join(" AND ")}`]),
  ].join(" ");
}

interface Item {
  readonly group: AlikeFiles<TaskFile>;
  readonly input: Selecting;
  /** `undefined` for a hidden column. */
  readonly field: IcebergField | undefined;
}

function itemOf({ name, type }: TableColumn, { group, input, field }: Item): string {
  // Nobody reads its values, though a subquery's select list may still name it.
  if (!input.scan.columns.has(name)) return duckNull(type);
  if (field === undefined) return HIDDEN[name] ?? duckNull(type);
  const ofPartition = input.partitioned.includes(field) ? `f.i${field.id}` : duckNull(type);
  return valueOfPath([field], group.columns) ?? ofPartition;
}

/** What equality deletes compare of a row `d`; `NULL` where its file has no such column. */
function comparedOf(
  path: FieldPath,
  columns: AlikeFiles<TaskFile>["columns"],
  { partitioned }: Selecting,
): string {
  const [only, inside] = path;
  const isOfPartition = inside === undefined && partitioned.some(({ id }) => id === only?.id);
  return valueOfPath(path, columns) ?? (isOfPartition ? `f.i${only?.id}` : "NULL");
}

/** Queries that find what is deleted of a row `d`. */
function deletedOf({ files, columns }: AlikeFiles<TaskFile>, input: Selecting): string[] {
  const { scan, equalities, hasPositions } = input;
  const hasDeletes = (content: string) =>
    files.some(({ task }) => task.deletes.some((each) => each.content === content));
  const positions = hasPositions && hasDeletes("position-deletes");
  if (positions && columns.some(({ name }) => name.toLowerCase() === "file_row_number"))
    throw notSupported("position deletes of files with a column file_row_number");
  const compared = hasDeletes("equality-deletes") ? equalities : [];
  return [
    ...(positions
      ? [
          `SELECT 1 FROM ${scan.relation}_positions AS p WHERE p.file = d.__file AND p.pos = d.file_row_number`,
        ]
      : []),
    ...compared.map(({ relation, paths }, i) => {
      const values = paths.map(
        (path, at) => `e.v${at} IS NOT DISTINCT FROM ${comparedOf(path, columns, input)}`,
      );
      return `SELECT 1 FROM ${relation} AS e WHERE ${[`e.set = f.s${i}`, ...values].join(" AND ")}`;
    }),
  ];
}

/** The compressed size of the column chunks that a query reads, which is what Athena bills. */
export async function columnBytes(
  { scan, source, groups }: RowsInput,
  connection: DuckDBConnection,
): Promise<number> {
  const ids = source.schema.fields
    .filter(({ name }) => scan.columns.has(name.toLowerCase()))
    .map(({ id }) => id);
  let bytes = 0;
  for (const { files, columns } of groups) {
    const names = columns.filter(({ fieldId }) => ids.includes(fieldId ?? -1));
    if (names.length === 0) continue;
    const wanted = names.map(({ name }) => duckString(name)).join(", ");
    const sql = `SELECT coalesce(sum(total_compressed_size), 0) FROM parquet_metadata(${fileList(files)}) WHERE string_split(path_in_schema, ', ')[1] IN (${wanted})`;
    const reader = await connection.runAndReadAll(sql);
    bytes += Number(reader.getRows()[0]?.[0] ?? 0);
  }
  return bytes;
}
