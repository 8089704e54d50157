import type { $ZodType } from "zod/v4/core";
import { type TextLimit, textLimit } from "../types/text-limit.ts";
import { convertText, type Refusal } from "../values/convert-value.ts";
import { boundText, type Passes } from "./leaf-node.ts";
import { type Given, givenAt, type NestedNode, objectOf } from "./nested-node.ts";
import { fitSlot, readSlot, type Slot } from "./slot.ts";
import { notContainer, putUnder, refuse, refuseFinally, type Walk } from "./walk.ts";

const A_MAP = "an object of values by name";
const TEXT_KEYS = { code: "invalid_key", expected: "keys that are text" };

/** What a map is made of. */
export interface MapParts {
  readonly value: Slot;
  readonly keySchema: $ZodType;
  readonly passesKey: Passes;
  /** Whether rows have a `Map`, as `z.map()` has it, or an object. */
  readonly isMap: boolean;
  /** The path of a value, as in `tags[]`. */
  readonly place: string;
}

/** Any number of values by name. */
export class MapNode implements NestedNode {
  readonly #parts: MapParts;
  readonly #limit: TextLimit | undefined;
  readonly #keys: ReadonlySet<unknown> | undefined;

  constructor(parts: MapParts) {
    this.#parts = parts;
    this.#limit = textLimit(parts.keySchema);
    // Zod names the keys that a record lacks or has too many, and judges each of a Map by itself.
    this.#keys = parts.isMap ? undefined : parts.keySchema._zod.values;
  }

  read(value: unknown, walk: Walk): unknown {
    const entries = entriesOf(value);
    if (entries === undefined) return refuseFinally(walk, notContainer(A_MAP, value), value);
    const { isMap, value: slot } = this.#parts;
    const converted = isMap ? new Map<string, unknown>() : {};
    for (const key of entries.keys) {
      if (typeof key !== "string") return refuseFinally(walk, TEXT_KEYS, value);
      const before = walk.faults.length;
      const element = entries.get(key);
      const shown = this.#shownKey(key, element, walk);
      if (shown !== undefined) {
        const read = readSlot(slot, element, walk);
        if (read === undefined && !slot.takesAbsent) walk.isQuick = false;
        put(converted, shown, read);
      }
      if (walk.faults.length > before) putUnder(walk, before, key);
    }
    return converted;
  }

  /** The key that zod is shown; `undefined` where it is shown none. */
  #shownKey(key: string, element: unknown, walk: Walk): string | undefined {
    const { isMap, place, passesKey } = this.#parts;
    if (key === "__proto__" && !isMap) {
      // No object can have it as zod makes them: it is dropped there, and here it is told.
      walk.dropped ??= new Map();
      walk.dropped.set(`${place}.__proto__`, element);
      return undefined;
    }
    const unknown = this.#unknownKey(key);
    if (unknown !== undefined) {
      refuseFinally(walk, unknown, key);
      return undefined;
    }
    const before = walk.count;
    const shown = boundText(this.#limit, key, walk) as string;
    if (walk.count > before) return undefined;
    const fault = keyFault(key);
    if (fault !== undefined) refuse(walk, fault, key);
    else if (shown === key && !passesKey(key)) walk.isQuick = false;
    return shown;
  }

  #unknownKey(key: string): Refusal | undefined {
    if (this.#keys?.has(key) !== false) return undefined;
    const shown = [...this.#keys].slice(0, 12).map(String).join(", ");
    return { code: "unrecognized_keys", expected: `one of the keys ${shown}` };
  }

  fit(value: unknown, given: Given, walk: Walk): unknown {
    const entries = entriesOf(value);
    if (entries === undefined) return refuse(walk, notContainer(A_MAP, value), value);
    const { isMap, value: slot } = this.#parts;
    const fitted = isMap ? new Map<string, unknown>() : {};
    for (const key of entries.keys) {
      if (typeof key !== "string") return refuse(walk, TEXT_KEYS, value);
      // Only an overwrite can have put it there, and what that adds to a contract's fields is dropped.
      if (key === "__proto__" && !isMap) continue;
      const before = walk.faults.length;
      const fault = keyFault(key);
      if (fault !== undefined) refuse(walk, fault, key);
      else put(fitted, key, fitSlot(slot, entries.get(key), givenAt(given, key), walk));
      if (walk.faults.length > before) putUnder(walk, before, key);
    }
    return fitted;
  }
}

/** Why no file can have a key. */
function keyFault(key: string): Refusal | undefined {
  const conversion = convertText(key);
  return "code" in conversion ? conversion : undefined;
}

interface Entries {
  readonly keys: Iterable<unknown>;
  readonly get: (key: string) => unknown;
}

function entriesOf(value: unknown): Entries | undefined {
  if (value instanceof Map) return { keys: value.keys(), get: (key) => value.get(key) as unknown };
  const object = objectOf(value);
  return object && { keys: Object.keys(object), get: (key) => object[key] };
}

function put(target: object, key: string, value: unknown): void {
  if (target instanceof Map) target.set(key, value);
  else if (key !== "__proto__") (target as Record<string, unknown>)[key] = value;
}
