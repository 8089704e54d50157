import type { ParquetTree } from "@cloudapi/transform/internal";
import type { IcebergField, IcebergStruct, IcebergType } from "../metadata/iceberg-schema.ts";
import { parsePrimitive } from "../values/primitive-type.ts";

/** Makes of a value as a file has it one as rows of the table have it. */
type Convert = (value: unknown) => unknown;

export type TableRow = Readonly<Record<string, unknown>>;

/** Why a file can't be written again with nothing lost. */
export class UnfitFile extends Error {}

/**
 * Reads rows of a file as rows of a table: columns by their ids, those that the file doesn't have without a value, and values of the
 * table's types.
 *
 * @throws {UnfitFile} when the file's columns can't be told, or a value would not be the same
 */
export function rowReader(
  file: readonly ParquetTree[],
  { fields }: Pick<IcebergStruct, "fields">,
): (row: TableRow) => TableRow {
  if (!file.some(({ fieldId }) => fieldId !== undefined))
    throw new UnfitFile("its columns have no ids");
  const struct = structOf(file, fields, "");
  return (row) => struct(row) as TableRow;
}

function structOf(
  file: readonly ParquetTree[],
  fields: readonly IcebergField[],
  above: string,
): Convert {
  const columns = fields.map(({ id, name, type, required }) => {
    const path = `${above}${name}`;
    const found = file.find(({ fieldId }) => fieldId === id);
    const convert = found && orNothing(typeOf(found, type, path), required, path);
    if (convert === undefined && required) throw new UnfitFile(`it has no ${path}`);
    return { name, convert, of: found?.name ?? "" };
  });
  return (value) => {
    const row: Record<string, unknown> = {};
    const stored = value as TableRow;
    for (const { name, convert, of } of columns) row[name] = convert?.(stored[of]) ?? null;
    return row;
  };
}

function orNothing(convert: Convert, required: boolean, path: string): Convert {
  return (value) => {
    if (value !== null && value !== undefined) return convert(value);
    if (required) throw new UnfitFile(`${path} has no value in some row`);
    return null;
  };
}

function typeOf(file: ParquetTree, type: IcebergType, path: string): Convert {
  if (typeof type === "string") return leafOf(type, path);
  const [repeated] = file.children;
  switch (type.type) {
    case "struct":
      return structOf(file.children, type.fields, `${path}.`);
    case "list": {
      const element = inside(repeated?.children ?? [], type["element-id"], path);
      const each = orNothing(
        typeOf(element, type.element, `${path}[]`),
        type["element-required"],
        `${path}[]`,
      );
      return (list) => (list as unknown[]).map(each);
    }
    case "map": {
      const stored = inside(repeated?.children ?? [], type["value-id"], path);
      const value = typeOf(stored, type.value, `${path}[]`);
      const each = orNothing(value, type["value-required"], `${path}[]`);
      return (map) =>
        new Map([...(map as Map<unknown, unknown>)].map(([key, is]) => [key, each(is)]));
    }
  }
}

function inside(children: readonly ParquetTree[], id: number, path: string): ParquetTree {
  const found = children.find(({ fieldId }) => fieldId === id);
  if (found === undefined) throw new UnfitFile(`what is inside ${path} has no ids`);
  return found;
}

function leafOf(type: string, path: string): Convert {
  const finer = type === "timestamp" ? ", or finer than can be kept" : "";
  const wrong = () => new UnfitFile(`${path} has a value that is no ${type}${finer}`);
  switch (type) {
    case "timestamp":
      return (value) => millis(value as string) ?? fail(wrong());
    case "string":
      return (value) => (typeof value === "string" ? value : fail(wrong()));
    case "date":
      return (value) => (/^\d{4}-\d\d-\d\d$/.test(value as string) ? value : fail(wrong()));
    case "int":
    case "long":
      return (value) =>
        typeof value === "number" || typeof value === "bigint" ? value : fail(wrong());
    case "float":
    case "double":
      return (value) => (typeof value === "number" ? value : fail(wrong()));
    case "boolean":
      return (value) => (typeof value === "boolean" ? value : fail(wrong()));
    default: {
      const primitive = parsePrimitive(type);
      const scale = primitive?.kind === "decimal" ? primitive.scale : 0;
      return (value) => (isDecimal(value, scale) ? value : fail(wrong()));
    }
  }
}

/** Whether a text has as many digits behind its point as a decimal of the scale. */
function isDecimal(value: unknown, scale: number): boolean {
  if (typeof value !== "string") return false;
  const [, digits = ""] = value.split(".");
  return digits.length === scale && /^-?\d{1,38}(?:\.\d{1,38})?$/.test(value);
}

const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})(\d{0,3})$/;
/** Of later times a double doesn't keep microseconds. */
const LAST_EXACT_MS = 2 ** 43;

/** Milliseconds since 1970, with microseconds as their part; `undefined` where they would not be kept. */
function millis(text: string): number | undefined {
  const [, whole, micros = ""] = TIME.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const ms = Date.parse(`${whole}Z`);
  if (micros === "") return ms;
  return Math.abs(ms) < LAST_EXACT_MS ? ms + Number(micros.padEnd(3, "0")) / 1000 : undefined;
}

function fail(error: Error): never {
  throw error;
}
