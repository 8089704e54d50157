import {
  type Column,
  type DataType,
  type LeafType,
  type ListType,
  type MapType,
  type StructType,
} from "@cloudapi/core";
import type { Kernel } from "../kernel/kernel.ts";
import type { ArrayPool } from "./array-pool.ts";
import type { ColumnBuffer } from "./column-buffer.ts";
import { EntryAppender, type Leaf } from "./entry-appender.ts";
import { FixedBuffer } from "./fixed-buffer.ts";
import { fixedStorageOf } from "./fixed-storage.ts";
import { LevelBuffer } from "./level-buffer.ts";
import { TextBuffer } from "./text-buffer.ts";

const KEY: LeafType = { kind: "string" };
/** Levels are held in bytes. */
const MAX_LEVEL = 255;

/** Takes the values of one type apart into those of its leaves. */
interface Shredder {
  /** Those of the type, depth first. */
  readonly leaves: readonly Leaf[];
  /**
   * Take a value, neither null nor undefined, that repeats at a level, 0 being the row's.
   *
   * @returns the bytes of memory it takes
   */
  readonly put: (value: unknown, repetition: number) => number;
}

/** Where in a column a type stands. */
interface Position {
  /** Such as `items[].price`. */
  readonly path: string;
  /** The levels of what is around it, when that is there. */
  readonly definition: number;
  readonly repetition: number;
}

/**
 * An empty buffer for the validated values of a struct, a list or a map: shredded into its leaves, each value with
 * a definition and a repetition level (Parquet format, Nested Encoding).
 *
 * @param kernel that whose memory the pool has, if any
 */
export function createNestedBuffer(
  { name, type, nullable }: Column,
  pool: ArrayPool,
  kernel?: Kernel,
): ColumnBuffer {
  const { leaves, put } = createField(
    { type, nullable, at: { path: name, definition: 0, repetition: 0 } },
    pool,
  );
  const appender = new EntryAppender(leaves, pool, kernel);
  return {
    append(value) {
      appender.settle();
      return put(value, 0);
    },
    appendRows: (rows, field, from, to) => appender.append(rows, field, from, to),
    leaves() {
      appender.settle();
      return leaves.map(({ buffer, levels }) => ({ ...buffer.values(), levels: levels.levels() }));
    },
    clear(keep) {
      appender.close();
      for (const { buffer, levels } of leaves) {
        buffer.clear(keep);
        levels.clear(keep);
      }
    },
  };
}

interface Field {
  readonly type: DataType;
  readonly nullable: boolean;
  readonly at: Position;
}

/** A value that may be missing, if it is nullable. */
function createField({ type, nullable, at }: Field, pool: ArrayPool): Shredder {
  const { path, definition, repetition } = at;
  const there = { path, definition: definition + (nullable ? 1 : 0), repetition };
  const { leaves, put } = createShredder(type, there, pool);
  return {
    leaves,
    put(value, repetition) {
      if (value !== null && value !== undefined) return put(value, repetition);
      if (!nullable) throw misplaced(path, value, "a value");
      return putNothing(leaves, repetition, definition);
    },
  };
}

function createShredder(type: DataType, at: Position, pool: ArrayPool): Shredder {
  switch (type.kind) {
    case "struct":
      return createStruct(type, at, pool);
    case "list":
      return createList(type, at, pool);
    case "map":
      return createMap(type, at, pool);
    default:
      return createLeaf(type, at, pool);
  }
}

function createLeaf(type: LeafType, { path, ...at }: Position, pool: ArrayPool): Shredder {
  const { definition, repetition } = at;
  if (definition > MAX_LEVEL)
    throw new TypeError(`Column ${path} lies deeper than the ${MAX_LEVEL} levels that are stored.`);
  const levels = new LevelBuffer(definition, repetition, pool);
  const storage = fixedStorageOf(type);
  const buffer = storage === undefined ? new TextBuffer(pool) : new FixedBuffer(storage, pool);
  return {
    leaves: [{ buffer, levels }],
    put: (value, repetition) => levels.add(repetition, definition) + buffer.append(value),
  };
}

function createStruct({ fields }: StructType, at: Position, pool: ArrayPool): Shredder {
  if (fields.length === 0)
    throw new TypeError(`Column ${at.path} is a struct without fields, which Parquet can't store.`);
  const names = fields.map(({ name }) => name);
  const shredders = fields.map(({ name, type, nullable }) =>
    createField({ type, nullable, at: { ...at, path: `${at.path}.${name}` } }, pool),
  );
  return {
    leaves: shredders.flatMap(({ leaves }) => leaves),
    put(value, repetition) {
      if (!isStruct(value)) throw misplaced(at.path, value, "an object");
      let bytes = 0;
      for (let i = 0; i < shredders.length; i++)
        bytes += (shredders[i] as Shredder).put(value[names[i] as string], repetition);
      return bytes;
    },
  };
}

function createList(
  { element, elementNullable }: ListType,
  at: Position,
  pool: ArrayPool,
): Shredder {
  const within = repeated(at);
  const { leaves, put } = createField(
    { type: element, nullable: elementNullable, at: within },
    pool,
  );
  return {
    leaves,
    put(value, repetition) {
      if (!Array.isArray(value)) throw misplaced(at.path, value, "a list");
      if (value.length === 0) return putNothing(leaves, repetition, at.definition);
      let bytes = put(value[0], repetition);
      for (let i = 1; i < value.length; i++) bytes += put(value[i], within.repetition);
      return bytes;
    },
  };
}

function createMap(
  { value: type, valueNullable }: MapType,
  at: Position,
  pool: ArrayPool,
): Shredder {
  const within = repeated(at);
  const keys = createLeaf(KEY, within, pool);
  const values = createField({ type, nullable: valueNullable, at: within }, pool);
  const leaves = [...keys.leaves, ...values.leaves];
  return {
    leaves,
    put(map, repetition) {
      let bytes = 0;
      let isFirst = true;
      for (const [key, value] of entriesOf(map, at.path)) {
        if (typeof key !== "string") throw misplaced(at.path, key, "texts as keys");
        const level = isFirst ? repetition : within.repetition;
        bytes += keys.put(key, level) + values.put(value, level);
        isFirst = false;
      }
      return isFirst ? putNothing(leaves, repetition, at.definition) : bytes;
    },
  };
}

/** Within a list or a map, whose entries repeat, and may be none. */
function repeated({ path, definition, repetition }: Position): Position {
  return { path: `${path}[]`, definition: definition + 1, repetition: repetition + 1 };
}

/** What is not there takes one entry in each leaf: how much of the way to it is. */
function putNothing(leaves: readonly Leaf[], repetition: number, definition: number): number {
  let bytes = 0;
  for (const { levels } of leaves) bytes += levels.add(repetition, definition);
  return bytes;
}

function isStruct(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && !Array.isArray(value) && !(value instanceof Map);
}

function entriesOf(value: unknown, path: string): Iterable<readonly [unknown, unknown]> {
  if (value instanceof Map) return value;
  if (!isStruct(value)) throw misplaced(path, value, "a Map or an object");
  return Object.entries(value);
}

function misplaced(path: string, value: unknown, expected: string): TypeError {
  const found = value === null || value === undefined ? "nothing" : typeOf(value);
  return new TypeError(
    `Column ${path} was given ${found} where it takes ${expected}, which the contract's checks allow in no row.`,
  );
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (value instanceof Map) return "a Map";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
