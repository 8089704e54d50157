import { type AvroCursor, inside, oneOfMany } from "./avro-cursor.ts";
import { readCount, readLong } from "./read-long.ts";
import {
  type AvroLeaves,
  type AvroReader,
  ROW_LEAVES,
  readInt,
  readString,
  takeBytes,
} from "./value-reader.ts";

const MOST_DEPTH = 256;

type Attributes = Readonly<Record<string, unknown>>;

interface Scope {
  readonly leaves: AvroLeaves;
  readonly names: Map<string, AvroReader>;
  readonly namespace: string;
  readonly depth: number;
}

/** The reader of rows of a schema. @throws {TypeError} that says what is not a schema of rows */
export function rowReader(schema: unknown, leaves = ROW_LEAVES): AvroReader {
  const isRecord = (schema as Attributes | null)?.["type"] === "record";
  if (!isRecord) throw new TypeError("its schema is not a record");
  return readerOf(schema, { leaves, names: new Map(), namespace: "", depth: 0 });
}

function readerOf(schema: unknown, above: Scope): AvroReader {
  if (above.depth > MOST_DEPTH)
    throw new TypeError(`its schema has more than ${MOST_DEPTH} types in one another`);
  const scope = { ...above, depth: above.depth + 1 };
  if (typeof schema === "string") return namedReader(schema, scope);
  if (Array.isArray(schema)) return unionReader(schema.map((branch) => readerOf(branch, scope)));
  if (typeof schema !== "object" || schema === null)
    throw new TypeError("a type is neither a name nor an object");
  const attributes = schema as Attributes;
  const { type } = attributes;
  if (typeof type !== "string") return readerOf(type, scope);
  const { primitives, logical } = scope.leaves;
  if (Object.hasOwn(primitives, type))
    return logical(type, attributes) ?? (primitives[type] as AvroReader);
  if (type === "array") return arrayReader(readerOf(attributes["items"], scope));
  if (type === "map") return mapReader(readerOf(attributes["values"], scope));
  if (type === "record" || type === "error" || type === "enum" || type === "fixed")
    return definedReader(type, attributes, scope);
  return namedReader(type, scope);
}

function namedReader(
  name: string,
  { names, namespace, leaves: { primitives } }: Scope,
): AvroReader {
  if (Object.hasOwn(primitives, name)) return primitives[name] as AvroReader;
  const full = name.includes(".") || namespace === "" ? name : `${namespace}.${name}`;
  const reader = names.get(full) ?? names.get(name);
  if (reader === undefined)
    throw new TypeError(`its schema names the type ${name}, which it does not have`);
  return reader;
}

function definedReader(type: string, schema: Attributes, above: Scope): AvroReader {
  const name = textOf(schema, "name");
  const given = schema["namespace"];
  const space = typeof given === "string" ? given : above.namespace;
  const full = name.includes(".") || space === "" ? name : `${space}.${name}`;
  const scope = { ...above, namespace: full.split(".").slice(0, -1).join(".") };
  if (above.names.has(full)) throw new TypeError(`its schema has two types ${full}`);
  // A record may hold its own kind.
  let reader: AvroReader | undefined;
  above.names.set(full, (cursor) => (reader as AvroReader)(cursor));
  if (type === "enum") reader = enumReader(listOf(schema, "symbols"));
  else if (type === "fixed") reader = fixedReader(schema, scope.leaves);
  else reader = recordReader(listOf(schema, "fields") as Attributes[], scope);
  return reader;
}

function recordReader(list: readonly Attributes[], scope: Scope): AvroReader {
  const fields = list.map((field) => {
    const name = textOf(field, "name");
    if (name === "__proto__") throw new TypeError("a field is called __proto__");
    return [name, readerOf(field["type"], scope)] as const;
  });
  return (cursor) =>
    inside(cursor, () => {
      const record: Record<string, unknown> = {};
      for (const [name, read] of fields) record[name] = read(cursor);
      return record;
    });
}

function fixedReader(schema: Attributes, { logical, bytes }: AvroLeaves): AvroReader {
  const size = schema["size"];
  if (!Number.isSafeInteger(size) || (size as number) < 0)
    throw new TypeError("a fixed type has no size");
  return logical("fixed", schema) ?? ((cursor) => bytes(takeBytes(cursor, size as number)));
}

function enumReader(symbols: readonly unknown[]): AvroReader {
  return (cursor) => chosen(symbols, readInt(cursor), "enum");
}

function unionReader(branches: readonly AvroReader[]): AvroReader {
  return (cursor) => chosen(branches, readInt(cursor), "union")(cursor);
}

function chosen<Item>(items: readonly Item[], index: number, what: string): Item {
  const item = items[index];
  if (item === undefined)
    throw new RangeError(`the number ${index} of ${items.length} in a ${what}`);
  return item;
}

function arrayReader(read: AvroReader): AvroReader {
  return (cursor) => {
    const items: unknown[] = [];
    inside(cursor, () => forItems(cursor, () => items.push(oneOfMany(cursor, read))));
    return items;
  };
}

function mapReader(read: AvroReader): AvroReader {
  return (cursor) => {
    const entries = new Map<string, unknown>();
    inside(cursor, () => forItems(cursor, () => entries.set(readString(cursor), read(cursor))));
    return entries;
  };
}

/** Items come in parts; a part whose number is below 0 tells its size, too. */
function forItems(cursor: AvroCursor, each: () => void): void {
  for (;;) {
    const told = readLong(cursor);
    if (told === 0n) return;
    if (told < 0n) readCount(cursor);
    const count = told < 0n ? -told : told;
    for (let at = 0n; at < count; at++) each();
  }
}

function textOf(attributes: Attributes, name: string): string {
  const text = attributes[name];
  if (typeof text !== "string")
    throw new TypeError(`its schema has a type or field without a ${name}`);
  return text;
}

function listOf(attributes: Attributes, name: string): readonly unknown[] {
  const list = attributes[name];
  if (!Array.isArray(list)) throw new TypeError(`its schema has a type without ${name}`);
  return list;
}
