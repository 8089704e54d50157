import type { $ZodType } from "zod/v4/core";
import { type Absent, absentOf, type UnwrappedSchema } from "../types/unwrap-schema.ts";
import { type Given, type NestedNode, NOTHING } from "./nested-node.ts";
import { newWalk, REQUIRED, refuse, type Walk } from "./walk.ts";

/** A place that may be empty: a field, an element, or the value of a map. */
export interface Slot {
  readonly node: NestedNode;
  readonly absent: Absent;
  readonly defaultValue: (() => unknown) | undefined;
  /** Whether zod takes an absent value as it is, even where its place is there. */
  readonly takesAbsent: boolean;
}

/** The place for values of a schema. */
export function slotOf(schema: $ZodType, unwrapped: UnwrappedSchema, node: NestedNode): Slot {
  return {
    node,
    absent: absentOf(unwrapped),
    defaultValue: unwrapped.defaultValue,
    takesAbsent: !isExact(schema),
  };
}

/** Whether `z.exactOptional()` is around a schema: there may be no key, but not one with nothing. */
function isExact(schema: $ZodType): boolean {
  const { innerType } = schema._zod.def as { innerType?: $ZodType };
  return (
    schema._zod.traits.has("$ZodExactOptional") || (innerType !== undefined && isExact(innerType))
  );
}

/** What zod is given for what was read at a place. */
export function readSlot(slot: Slot, value: unknown, walk: Walk): unknown {
  return value === undefined || value === null
    ? readAbsent(slot, walk)
    : slot.node.read(value, walk);
}

function readAbsent({ absent, node, defaultValue }: Slot, walk: Walk): unknown {
  if (absent === "null") return null;
  if (absent === "missing") return refuse(walk, REQUIRED, undefined);
  if (absent === "omit" || walk.isForZod) return undefined;
  const own = newWalk(false);
  const value = node.fit(defaultValue?.(), NOTHING, own);
  if (own.count > 0) walk.isQuick = false;
  walk.truncated += own.truncated;
  return value;
}

/** What the column takes at a place. */
export function fitSlot(slot: Slot, value: unknown, given: Given, walk: Walk): unknown {
  if (value !== undefined && value !== null) return slot.node.fit(value, given, walk);
  if (slot.absent === "omit" || slot.absent === "null") return value;
  return refuse(walk, REQUIRED, undefined);
}
