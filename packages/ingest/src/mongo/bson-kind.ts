import type { Binary, BSON } from "mongodb";

/** The types of BSON, by the names that MongoDB's `$type` has for them; `uuid` are binaries of subtype 4, `dbRef` documents that refer to others. */
export type BsonKind =
  | "double"
  | "string"
  | "object"
  | "array"
  | "binData"
  | "uuid"
  | "undefined"
  | "objectId"
  | "bool"
  | "date"
  | "null"
  | "regex"
  | "javascript"
  | "javascriptWithScope"
  | "symbol"
  | "int"
  | "timestamp"
  | "long"
  | "decimal"
  | "minKey"
  | "maxKey"
  | "dbRef";

/** A value with its class's mark: BSON's classes may be there in several copies, so `instanceof` does not tell. */
interface Marked {
  readonly _bsontype?: unknown;
}

const MARKS: ReadonlyMap<unknown, BsonKind> = new Map<unknown, BsonKind>([
  ["Double", "double"],
  ["Int32", "int"],
  ["Long", "long"],
  ["Decimal128", "decimal"],
  ["ObjectId", "objectId"],
  ["BSONRegExp", "regex"],
  ["BSONSymbol", "symbol"],
  ["Timestamp", "timestamp"],
  ["MinKey", "minKey"],
  ["MaxKey", "maxKey"],
  ["DBRef", "dbRef"],
]);

/** The BSON type of a value that was read without promotion. */
export function bsonKind(value: unknown): BsonKind {
  switch (typeof value) {
    case "string":
      return "string";
    case "boolean":
      return "bool";
    case "undefined":
      return "undefined";
    case "object":
      return value === null ? "null" : kindOfObject(value);
    default:
      return typeof value === "number" ? "double" : "long";
  }
}

function kindOfObject(value: object): BsonKind {
  if (Array.isArray(value)) return "array";
  if (value instanceof Date) return "date";
  const mark = Object.hasOwn(value, "_bsontype") ? undefined : (value as Marked)._bsontype;
  if (mark === undefined) return "object";
  if (mark === "Binary") return isUuid(value as Binary) ? "uuid" : "binData";
  if (mark === "Code") return (value as BSON.Code).scope ? "javascriptWithScope" : "javascript";
  return MARKS.get(mark) ?? "object";
}

function isUuid(value: Binary): boolean {
  return value.sub_type === 4 && value.length() === 16;
}
