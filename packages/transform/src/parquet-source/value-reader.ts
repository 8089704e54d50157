import type { SchemaElement, SchemaTree } from "hyparquet";
import { leafReader } from "./leaf-reader.ts";

/** Makes of a column's assembled value what a record holds. */
export type ValueReader = (value: unknown) => unknown;

/** Readers of the columns of a file, by name. @throws {TypeError} that names a column whose type rows can't have */
export function valueReaders(schema: SchemaTree): ReadonlyMap<string, ValueReader> {
  return new Map(schema.children.map((child) => [child.element.name, valueReader(child)]));
}

function isMap(element: SchemaElement): boolean {
  const kind = kindOf(element);
  return kind === "MAP" || kind === "MAP_KEY_VALUE";
}

/** What a field is annotated to be, by the newer of its names. */
export function kindOf({ logical_type, converted_type }: SchemaElement): string | undefined {
  return logical_type?.type ?? converted_type;
}

function valueReader(tree: SchemaTree): ValueReader {
  const { children, element, path } = tree;
  if (element.name === "__proto__")
    throw new TypeError(`the column ${path.join(".")} has a name that no object can have`);
  if (children.length === 0) return leafOf(element, path);
  if (kindOf(element) === "LIST") return listReader(elementOf(tree));
  if (isMap(element)) return mapReader(tree);
  const struct = structReader(children);
  return element.repetition_type === "REPEATED" ? listReader(struct) : struct;
}

function leafOf(element: SchemaElement, path: readonly string[]): ValueReader {
  try {
    const read = leafReader(element);
    const one: ValueReader = (value) =>
      value === null || value === undefined ? null : read(value);
    return element.repetition_type === "REPEATED" ? listReader(one) : one;
  } catch (error) {
    throw new TypeError(`the column ${path.join(".")} has ${(error as Error).message}`);
  }
}

/** A list has a repeated group with one child, its elements; in older files the repeated field is the element itself. */
function elementOf({ children: [repeated] }: SchemaTree): ValueReader {
  if (repeated === undefined) return (value) => value;
  const [element] = repeated.children;
  if (repeated.children.length === 1 && element !== undefined) return valueReader(element);
  if (repeated.children.length === 0)
    return leafOf({ ...repeated.element, repetition_type: "REQUIRED" }, repeated.path);
  return structReader(repeated.children);
}

function listReader(read: ValueReader): ValueReader {
  return (value) => (Array.isArray(value) ? value.map(read) : read(value));
}

type Fields = Readonly<Record<string, unknown>>;

/** A map comes as it is stored: a struct with a list of pairs in it, which may have any names. */
function mapReader({ children: [pairs], path }: SchemaTree): ValueReader {
  const [key, value] = pairs?.children ?? [];
  if (pairs?.element.repetition_type !== "REPEATED" || key === undefined || key.children.length > 0)
    throw new TypeError(`the column ${path.join(".")} has a map without keys, or with nested ones`);
  const readKey = valueReader(key);
  const read: ValueReader = value === undefined ? () => null : valueReader(value);
  return (map) => {
    if (typeof map !== "object" || map === null) return null;
    const list = ((map as Fields)[pairs.element.name] ?? []) as readonly Fields[];
    return new Map(
      list.map((pair) => {
        const stored = value === undefined ? null : pair[value.element.name];
        return [keyText(readKey(pair[key.element.name])), read(stored)];
      }),
    );
  };
}

/** Keys are text, whatever type the file gives them; bytes that are none stay bytes. */
function keyText(key: unknown): unknown {
  return key instanceof Uint8Array ? key : String(key);
}

function structReader(children: readonly SchemaTree[]): ValueReader {
  const fields = children.map((child) => [child.element.name, valueReader(child)] as const);
  return (value) => {
    if (typeof value !== "object" || value === null) return null;
    const stored = value as Readonly<Record<string, unknown>>;
    const record: Record<string, unknown> = {};
    for (const [name, read] of fields) record[name] = read(stored[name]);
    return record;
  };
}
