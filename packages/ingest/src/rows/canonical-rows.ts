import { isUtf8 } from "node:buffer";
import type { Dataset } from "@cloudapi/core";
import { putField } from "@cloudapi/core/internal";
import { IngestError } from "../errors/ingest-error.ts";
import type { SourceTable } from "../source/source-table.ts";

/** How bytes become text: as the text that they are in UTF-8, in base64 where they are none; or always in base64. */
export type BytesForm = "utf8-or-base64" | "base64";

/** How a source's rows become rows of a dataset. */
export interface RowPlan {
  /** Columns to ask the source for; `undefined` for all of them. */
  readonly columns: readonly string[] | undefined;
  /** A source's row by the names of the dataset, with text for bytes. */
  readonly adapt: (row: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
  /** A value of a source's row, with text for bytes. */
  readonly convert: (value: unknown) => unknown;
  /** The source's columns that the dataset has. */
  readonly used: ReadonlySet<string>;
  /** The dataset's name of each of them. */
  readonly names: ReadonlyMap<string, string>;
}

/**
 * How rows of a table become rows of a dataset: each column takes what the source has under its name, or under an alias of it.
 * Of documents, fields that the dataset does not know are passed on, so that they are counted.
 *
 * @throws {IngestError} `CONTRACT_MISMATCH` when the dataset requires a column that the table has not
 */
export function planRows(
  table: SourceTable,
  dataset: Dataset,
  { bytes, omitColumns }: { readonly bytes: BytesForm; readonly omitColumns: readonly string[] },
): RowPlan {
  const known = new Set(
    table.columns.map(({ name }) => name).filter((name) => !omitColumns.includes(name)),
  );
  const pairs: [from: string, to: string][] = [];
  for (const { name, nullable } of dataset.columns) {
    const from = [name, ...(dataset.alias[name] ?? [])].find((each) => known.has(each));
    if (from !== undefined) pairs.push([from, name]);
    else if (!nullable) throw mismatch(table, dataset, name);
  }
  const used = new Set(pairs.map(([from]) => from));
  const names = new Map(pairs);
  const convert = (value: unknown) => withoutBytes(value, bytes);
  if (table.kind === "collection")
    return {
      columns: omitColumns.length === 0 ? undefined : [...known],
      used,
      names,
      convert,
      adapt: (row) => adaptDocument(row, names, convert),
    };
  const isSame = pairs.every(([from, to]) => from === to);
  return {
    columns: [...used],
    used,
    names,
    convert,
    adapt: (row) => (isSame && isPlain(row, pairs) ? row : adaptRow(row, pairs, convert)),
  };
}

function adaptRow(
  row: Readonly<Record<string, unknown>>,
  pairs: readonly (readonly [string, string])[],
  convert: (value: unknown) => unknown,
): Record<string, unknown> {
  const adapted: Record<string, unknown> = {};
  for (const [from, to] of pairs) {
    const value = row[from];
    adapted[to] = typeof value === "object" && value !== null ? convert(value) : value;
  }
  return adapted;
}

/** Whether a row that has its names already has nothing to convert, and nothing else: it is taken as it is. */
function isPlain(
  row: Readonly<Record<string, unknown>>,
  pairs: readonly (readonly [string, string])[],
): boolean {
  if (Object.keys(row).length !== pairs.length) return false;
  for (const [name] of pairs) {
    const value = row[name];
    if (value === undefined || (typeof value === "object" && value !== null)) return false;
  }
  return true;
}

function adaptDocument(
  row: Readonly<Record<string, unknown>>,
  names: ReadonlyMap<string, string>,
  convert: (value: unknown) => unknown,
): Record<string, unknown> {
  const adapted: Record<string, unknown> = {};
  for (const name of Object.keys(row)) {
    const value = row[name];
    const isPlain = typeof value !== "object" || value === null;
    putField(adapted, names.get(name) ?? name, isPlain ? value : convert(value));
  }
  return adapted;
}

/** A value with text for the bytes in it; what has none stays the same object. */
function withoutBytes(value: unknown, form: BytesForm): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Uint8Array) return bytesText(value, form);
  if (Array.isArray(value)) return value.map((each) => withoutBytes(each, form));
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, withoutBytes(each, form)]),
  );
}

function bytesText(bytes: Uint8Array, form: BytesForm): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isText = form === "utf8-or-base64" && isUtf8(buffer);
  return buffer.toString(isText ? "utf8" : "base64");
}

function mismatch(table: SourceTable, dataset: Dataset, column: string): IngestError {
  return new IngestError(
    "CONTRACT_MISMATCH",
    `The dataset "${dataset.name}" requires the column "${column}", which ${table.kind} "${table.name}" has not, under this name or an alias of it. It has: ${shortList(table.columns.map(({ name }) => name))}. Name the source's column in alias, make the column nullable, or take it out.`,
    { table: table.name, column },
  );
}

const SHOWN = 20;

/** The first names of a list, and how many more there are. */
function shortList(names: readonly string[]): string {
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : "";
  return names.slice(0, SHOWN).join(", ") + more;
}
