import { TrinoError } from "@cloudapi/athena/internal/analysis";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { LocalFile } from "../objects/row-source.ts";

/** A column of one Parquet file, or what is inside one. */
export interface ParquetNode {
  readonly file: string;
  readonly name: string;
  /** `undefined` for a group. */
  readonly physical: string | undefined;
  /** The annotations, old and new, as DuckDB prints them. */
  readonly converted: string;
  readonly logical: string;
  readonly repeated: boolean;
  /** The id that formats of tables know it by. */
  readonly fieldId: number | undefined;
  readonly children: readonly ParquetNode[];
}

/** The columns of all files. */
export async function readParquetSchemas(
  list: string,
  files: readonly LocalFile[],
  connection: DuckDBConnection,
): Promise<readonly ParquetNode[]> {
  const sql = `SELECT file_name, name, type, converted_type, logical_type, repetition_type, num_children, field_id FROM parquet_schema(${list})`;
  const reader = await connection.runAndReadAll(sql).catch((error: unknown) => {
    throw notParquet(error, files);
  });
  const rows = reader.getRows().map((row) => row.map(textOf));
  const columns: ParquetNode[] = [];
  const state = { rows, at: 0 };
  while (state.at < rows.length) columns.push(...readNode(state).children);
  return columns;
}

/** Nodes come depth first, each with the number of its children. */
function readNode(state: { readonly rows: readonly string[][]; at: number }): ParquetNode {
  const row = state.rows[state.at++] ?? [];
  const [file = "", name = "", physical = "", converted = "", logical = "", repetition, count, id] =
    row;
  const children = Array.from({ length: Number(count || 0) }, () => readNode(state));
  return {
    file,
    name,
    physical: children.length > 0 || physical === "" ? undefined : physical,
    converted,
    logical,
    repeated: repetition === "REPEATED",
    fieldId: id === "" || id === undefined ? undefined : Number(id),
    children,
  };
}

function textOf(value: unknown): string {
  return value === null ? "" : String(value as string | bigint);
}

/** DuckDB names the local copy; Athena names the object. */
function notParquet(error: unknown, files: readonly LocalFile[]): TrinoError {
  const message = error instanceof Error ? error.message : String(error);
  const file = files.find((each) => message.includes(each.path));
  const where = file === undefined ? "a file of the table" : `s3://${file.bucket}/${file.key}`;
  return new TrinoError("HIVE_BAD_DATA", `Not valid Parquet file: ${where}`);
}

/** The elements of a list: three-level as Parquet has them, or two-level as older writers do. */
export function elementOf(node: ParquetNode): ParquetNode | undefined {
  const [list, more] = node.children;
  if (list === undefined || more !== undefined || !list.repeated || !isList(node)) return undefined;
  const [element, other] = list.children;
  const isElement = element === undefined || other !== undefined || isOldElement(list, node);
  return isElement ? list : element;
}

/** "If the repeated field is a group with one field and is named either array or uses the LIST-annotated group's name with _tuple appended, the repeated type is the element type." */
function isOldElement(list: ParquetNode, node: ParquetNode): boolean {
  return list.name === "array" || list.name === `${node.name}_tuple`;
}

function isList(node: ParquetNode): boolean {
  return /LIST/i.test(node.converted) || /List/.test(node.logical);
}

/** Keys and values of a map. */
export function entryOf(
  node: ParquetNode,
): { readonly key: ParquetNode; readonly value: ParquetNode } | undefined {
  const isMap = /^MAP/i.test(node.converted) || /Map/.test(node.logical);
  const [entry] = node.children;
  const [key, value] = entry?.children ?? [];
  return isMap && entry?.repeated === true && key !== undefined && value !== undefined
    ? { key, value }
    : undefined;
}

/** Whether it is a struct: a group without another meaning. */
export function isStruct(node: ParquetNode): boolean {
  return (
    node.physical === undefined && !node.repeated && !isList(node) && entryOf(node) === undefined
  );
}
