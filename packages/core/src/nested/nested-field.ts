import type { $ZodType } from "zod/v4/core";
import { type DataType, isLeafType } from "../types/data-type.ts";
import { unwrapSchema } from "../types/unwrap-schema.ts";
import type { ColumnCodec } from "../values/column-codec.ts";
import type { Conversion, Refusal } from "../values/convert-value.ts";
import { type Compiling, compileSlot, type PassesOf } from "./compile-node.ts";
import { type Given, NOTHING } from "./nested-node.ts";
import type { Slot } from "./slot.ts";
import { isOverfull, newWalk, type Walk } from "./walk.ts";

/** What is gathered of a record's nested columns while it is read. */
export interface NestedReading {
  readonly row: Record<string, unknown>;
  isQuick: boolean;
  truncated: number;
  /** What is wrong inside columns, by their names. */
  inside: Map<string, Walk> | undefined;
  /** What fields inside columns hold that the contract does not know, by their path. */
  dropped: Map<string, unknown> | undefined;
}

/** A column of JSON text, or with others inside. */
export interface NestedField extends ColumnCodec {
  /** Absent where zod has to judge the column in every record. */
  readonly passes: ((value: unknown) => boolean) | undefined;
  /** Read a value that is present into the row. */
  readonly read: (value: unknown, reading: NestedReading) => void;
  /** Read it again for zod, which puts defaults in place by itself. */
  readonly startOver: (value: unknown, reading: NestedReading) => void;
  /** What the column takes for a value that zod gave, beside what it was given. */
  readonly fitGiven: (value: unknown, given: Given, reading: NestedReading) => Conversion;
}

/** Whether the values of a type are read without the kit. */
export function hasOwnCodec(type: DataType): boolean {
  return isLeafType(type) && type.kind !== "json";
}

/** What a column with others inside is compiled of. */
export interface NestedInput {
  readonly name: string;
  readonly type: DataType;
  readonly field: $ZodType;
  readonly passesOf: PassesOf;
}

/** Compile a column of JSON text, or with others inside; `undefined` for another. */
export function compileNested({
  name,
  type,
  field,
  passesOf,
}: NestedInput): NestedField | undefined {
  if (hasOwnCodec(type)) return undefined;
  const compiling: Compiling = { passesOf, needsZod: false, hasDefaults: false };
  const slot = compileSlot(field, name, compiling);
  const { needsZod } = compiling;
  const isDefaultInside =
    compiling.hasDefaults && (needsZod || hasDefaultInside(field, name, passesOf));
  return {
    passes: needsZod ? undefined : () => true,
    ...codecOf(slot),
    read: (value, reading) => read(name, slot, value, reading, needsZod),
    startOver: (value, reading) => {
      if (isDefaultInside && !needsZod) read(name, slot, value, reading, true);
    },
    fitGiven: (value, given, reading) => {
      const walk = newWalk(true);
      const fitted = slot.node.fit(value, given, walk);
      if (walk.count > 0) return firstFault(walk);
      reading.truncated += walk.truncated;
      return { value: fitted };
    },
  };
}

/** Whether there are defaults other than that of the column itself. */
function hasDefaultInside(field: $ZodType, name: string, passesOf: PassesOf): boolean {
  const compiling: Compiling = { passesOf, needsZod: false, hasDefaults: false };
  compileSlot(unwrapSchema(field).leaf, name, compiling);
  return compiling.hasDefaults;
}

/** Conversions of a nested value alone, such as a default of the contract. */
export function nestedCodec(field: $ZodType): ColumnCodec {
  return codecOf(
    compileSlot(field, "", { passesOf: () => undefined, needsZod: false, hasDefaults: false }),
  );
}

function codecOf({ node }: Slot): ColumnCodec {
  const conversion = (walk: Walk, value: unknown): Conversion =>
    walk.count > 0 ? firstFault(walk) : { value };
  return {
    convert: (value) => {
      const walk = newWalk(true);
      return conversion(walk, node.read(value, walk));
    },
    fit: (value) => {
      const walk = newWalk(true);
      return conversion(walk, node.fit(value, NOTHING, walk));
    },
  };
}

function firstFault({ faults }: Walk): Refusal {
  const [first] = faults;
  if (first === undefined) throw new TypeError("A value is refused without a reason.");
  return { ...first.refusal, inside: { path: first.path.toReversed(), value: first.value } };
}

function read(
  name: string,
  { node }: Slot,
  value: unknown,
  reading: NestedReading,
  isForZod: boolean,
): void {
  const walk = newWalk(isForZod);
  reading.row[name] = node.read(value, walk);
  if (walk.dropped !== undefined)
    reading.dropped = new Map([...(reading.dropped ?? []), ...walk.dropped]);
  if (walk.count > 0) {
    reading.inside ??= new Map();
    reading.inside.set(name, walk);
    reading.isQuick = false;
    // With so many faults there is no need to ask zod, and what it says of each would take long.
    if (isOverfull(walk)) delete reading.row[name];
  } else if (isForZod) return;
  else if (walk.isQuick) reading.truncated += walk.truncated;
  else reading.isQuick = false;
}
