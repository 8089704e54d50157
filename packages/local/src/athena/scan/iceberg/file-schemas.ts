import { IcebergError } from "@cloudapi/iceberg";
import type { DuckDBConnection } from "@duckdb/node-api";
import { duckString } from "../../types/duck.ts";
import type { LocalFile } from "../objects/row-source.ts";
import { type ParquetNode, readParquetSchemas } from "../parquet/parquet-schema.ts";

/** Files whose columns are the same, so that one statement reads them all. */
export interface AlikeFiles<F extends LocalFile> {
  readonly files: readonly F[];
  /** Each with the id of its field, if it has one. */
  readonly columns: readonly ParquetNode[];
}

/** Files by what columns they have; where none has an id, names stand for ids as the table's name mapping says. */
export async function groupBySchema<F extends LocalFile>(
  files: readonly F[],
  nameMapping: string | undefined,
  connection: DuckDBConnection,
): Promise<AlikeFiles<F>[]> {
  if (files.length === 0) return [];
  const columns = await readParquetSchemas(fileList(files), files, connection);
  const byFile = Map.groupBy(columns, ({ file }) => file);
  const groups = Map.groupBy(files, ({ path }) => signature(byFile.get(path) ?? []));
  const mapped = nameMapping === undefined ? undefined : readMapping(nameMapping);
  return [...groups.values()].map((alike) => {
    const nodes = byFile.get(alike[0]?.path ?? "") ?? [];
    const isMapped = mapped !== undefined && !nodes.some(hasId);
    return { files: alike, columns: isMapped ? withIds(nodes, mapped) : nodes };
  });
}

export function fileList(files: readonly LocalFile[]): string {
  return `[${files.map(({ path }) => duckString(path)).join(", ")}]`;
}

function signature(nodes: readonly ParquetNode[]): string {
  return JSON.stringify(nodes, (key, value: unknown) => (key === "file" ? undefined : value));
}

function hasId(node: ParquetNode): boolean {
  return node.fieldId !== undefined || node.children.some(hasId);
}

/** A field of a name mapping (Iceberg specification, Name Mapping Serialization). */
interface MappedField {
  readonly "field-id"?: number;
  readonly names: readonly string[];
  readonly fields?: readonly MappedField[];
}

function readMapping(text: string): readonly MappedField[] {
  try {
    const read: unknown = JSON.parse(text);
    if (Array.isArray(read) && read.every(isMapped)) return read;
  } catch {
    // Said below.
  }
  throw new IcebergError(
    "INVALID_METADATA",
    "The table's property schema.name-mapping.default is no name mapping: a list of fields with names and a field-id is expected.",
  );
}

function isMapped(field: unknown): field is MappedField {
  const { names, fields = [] } = Object(field) as Partial<Record<string, unknown>>;
  return Array.isArray(names) && Array.isArray(fields) && fields.every(isMapped);
}

function withIds(nodes: readonly ParquetNode[], mapping: readonly MappedField[]): ParquetNode[] {
  return nodes.map((node) => {
    const field = mapping.find(({ names }) => names.includes(node.name));
    const inside = field?.fields ?? [];
    return { ...node, fieldId: field?.["field-id"], children: idsInside(node, inside) };
  });
}

/** A mapping has the elements of a list without the group around them: `element`, and `key` and `value` of a map. */
function idsInside(node: ParquetNode, mapping: readonly MappedField[]): readonly ParquetNode[] {
  const [only, more] = node.children;
  const isAround = only?.repeated === true && more === undefined && only.children.length > 0;
  if (!isAround) return withIds(node.children, mapping);
  const names = only.children.length === 1 ? ["element"] : ["key", "value"];
  const named = only.children.map((child, i) => {
    const field = mapping.find((each) => each.names.includes(names[i] ?? ""));
    const children = idsInside(child, field?.fields ?? []);
    return { ...child, fieldId: field?.["field-id"], children };
  });
  return [{ ...only, children: named }];
}
