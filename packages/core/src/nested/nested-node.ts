import type { Walk } from "./walk.ts";

/** A place in the tree of a nested column: how values there get into the column, on both sides of zod. */
export interface NestedNode {
  /** What zod is given for a value that is present. */
  readonly read: (value: unknown, walk: Walk) => unknown;
  /** What the column takes for a value that zod gave, beside what it was given and what was read. */
  readonly fit: (value: unknown, given: Given, walk: Walk) => unknown;
}

/** What zod was given at a place, and what it was made of. */
export interface Given {
  readonly converted: unknown;
  readonly source: unknown;
}

export const NOTHING: Given = Object.freeze({ converted: undefined, source: undefined });

/** What was given under a key, whatever it is that should have it. */
export function givenAt({ converted, source }: Given, key: string | number): Given {
  return { converted: valueAt(converted, key), source: valueAt(source, key) };
}

function valueAt(container: unknown, key: string | number): unknown {
  if (container instanceof Map) return container.get(key) as unknown;
  if (typeof container !== "object" || container === null || !Object.hasOwn(container, key))
    return undefined;
  return (container as Readonly<Record<string | number, unknown>>)[key];
}

/** A value as an object with fields; `undefined` when it is a list, or anything else that holds its values otherwise. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null && isBuiltIn(value)) return undefined;
  return value as Readonly<Record<string, unknown>>;
}

function isBuiltIn(value: object): boolean {
  return ArrayBuffer.isView(value) || Object.prototype.toString.call(value) !== "[object Object]";
}
