import { BSON } from "mongodb";
import { IngestError } from "../errors/ingest-error.ts";
import type { CursorValue } from "../source/source.ts";
import { convertTo } from "./convert.ts";
import type { MongoColumn } from "./mongo-column.ts";
import type { Shape } from "./shape.ts";

const { Decimal128, Double, EJSON, Long, ObjectId, UUID } = BSON;

/** What values of these forms are to the server. */
const WIRES: Partial<Readonly<Record<Shape["kind"], (text: string) => unknown>>> = {
  string: (text) => text,
  boolean: (text) => text === "true",
  int32: (text) => Number(text),
  int64: (text) => Long.fromString(text),
  double: (text) => new Double(Number(text)),
  decimal: (text) => Decimal128.fromString(text),
  "number-text": (text) => Decimal128.fromString(text),
  time: (text) => new Date(text),
  objectId: (text) => new ObjectId(text),
  uuid: (text) => new UUID(text),
  json: (text) =>
    /^-?\d+$/.test(text)
      ? Long.fromString(text)
      : (EJSON.parse(text, { relaxed: false }) as unknown),
};

/** @throws {IngestError} `NO_KEY` for a column of a form that has no order to go on from */
export function requireOrderable({ name, nativeType, shape }: MongoColumn, table: string): void {
  if (shape.kind in WIRES) return;
  throw new IngestError(
    "NO_KEY",
    `Collection "${table}": rows can't be ordered by "${name}", which is ${nativeType}. Order by a field of one plain type, such as a date, a number or an ObjectId.`,
    { table, column: name },
  );
}

/** Values of these are written in one way. */
const WRITTEN_ALIKE: ReadonlySet<Shape["kind"]> = new Set<Shape["kind"]>([
  "boolean",
  "int32",
  "int64",
  "double",
  "time",
]);

/**
 * The server's value for the canonical one of a column that rows are ordered by.
 *
 * @throws {IngestError} `LOADED_OTHERWISE` for a value that is none of the column: what is behind it would be other rows
 */
export function wireValue(value: CursorValue, column: MongoColumn, table: string): unknown {
  const { name, nativeType, shape } = column;
  const text = String(value);
  const wire = wireOf(text, shape);
  if (wire !== undefined) return wire;
  throw new IngestError(
    "LOADED_OTHERWISE",
    `Collection "${table}" was read up to the place ${text.slice(0, 60)} of "${name}", which was of another type then than now, ${nativeType}. Order by another field, and load it to another prefix; or give the documents values of the type that it had.`,
    { table, column: name },
  );
}

function wireOf(text: string, shape: Shape): unknown {
  try {
    const wire = WIRES[shape.kind]?.(text);
    const isIt = !WRITTEN_ALIKE.has(shape.kind) || String(convertTo(shape)(wire)) === text;
    return isIt ? wire : undefined;
  } catch {
    return undefined;
  }
}
