import { TrinoError } from "@cloudapi/athena/internal/analysis";
import type { CatalogTable } from "../../catalog/catalog-types.ts";
import { escapeRegExp } from "../../types/text/escape-regexp.ts";
import type { S3Location } from "../objects/s3-location.ts";
import { parseS3Location } from "../objects/s3-location.ts";
import type { ColumnProjection } from "./projection.ts";

/** Where the partitions of a projected table lie. */
export interface LocationTemplate {
  /** The prefixes to list, as narrow as the constants (by column, in path form) allow. */
  prefixes(constants: readonly (readonly string[] | undefined)[]): S3Location[];
  /** The partition values of a key; `undefined` when no projected partition would hold it. */
  match(key: string): string[] | undefined;
}

type Piece = { readonly text: string } | { readonly column: number };

const MAX_PREFIXES = 200;

/** Read `storage.location.template`, or the layout `key=value/` below the table's location. */
export function compileTemplate(
  table: CatalogTable,
  projections: readonly ColumnProjection[],
): LocationTemplate {
  const { bucket, prefix } = parseS3Location(templateText(table));
  const pieces = piecesOf(prefix, table);
  const order = pieces.flatMap((piece) => ("column" in piece ? [piece.column] : []));
  const rule = new RegExp(
    `^${pieces.map((piece) => ("text" in piece ? escapeRegExp(piece.text) : `(${projections[piece.column]?.source ?? "[^/]+"})`)).join("")}`,
  );
  return {
    prefixes: (constants) => expand(pieces, constants).map((each) => ({ bucket, prefix: each })),
    match(key) {
      const match = rule.exec(key);
      return match === null ? undefined : valuesOf(match, order, projections);
    },
  };
}

function valuesOf(
  match: RegExpExecArray,
  order: readonly number[],
  projections: readonly ColumnProjection[],
): string[] | undefined {
  const values: string[] = [];
  for (const [i, column] of order.entries()) {
    const value = projections[column]?.read(match[i + 1] ?? "");
    if (value === undefined || (values[column] !== undefined && values[column] !== value))
      return undefined;
    values[column] = value;
  }
  return values;
}

function templateText(table: CatalogTable): string {
  const template = table.properties["storage.location.template"];
  if (template !== undefined) return template;
  const base = table.location.endsWith("/") ? table.location : `${table.location}/`;
  return `${base}${table.partitionKeys.map(({ name }) => `${name}=\${${name}}/`).join("")}`;
}

function piecesOf(prefix: string, table: CatalogTable): Piece[] {
  const names = table.partitionKeys.map((column) => column.name);
  const pieces = prefix
    .split(/(\$\{[^{}]*\})/)
    .filter((part) => part !== "")
    .map((part): Piece => {
      const name = /^\$\{(.*)\}$/.exec(part)?.[1]?.trim().toLowerCase();
      if (name === undefined) return { text: part };
      const column = names.indexOf(name);
      if (column >= 0) return { column };
      throw new TrinoError(
        "INVALID_TABLE_PROPERTY",
        `The storage.location.template names \${${name}}, which is not a partition column of ${table.database}.${table.name}`,
      );
    });
  const missing = names.find(
    (_, i) => !pieces.some((piece) => "column" in piece && piece.column === i),
  );
  if (missing === undefined) return pieces;
  throw new TrinoError(
    "INVALID_TABLE_PROPERTY",
    `The storage.location.template of ${table.database}.${table.name} does not contain the partition column \${${missing}}`,
  );
}

/** The template up to the first column without a constant, once for every combination of constants. */
function expand(
  pieces: readonly Piece[],
  constants: readonly (readonly string[] | undefined)[],
): string[] {
  let prefixes = [""];
  for (const piece of pieces) {
    const parts = "text" in piece ? [piece.text] : constants[piece.column];
    if (parts === undefined || prefixes.length * parts.length > MAX_PREFIXES) break;
    prefixes = prefixes.flatMap((prefix) => parts.map((part) => prefix + part));
  }
  return [...new Set(prefixes)];
}
