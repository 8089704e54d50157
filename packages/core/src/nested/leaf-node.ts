import type { $ZodType } from "zod/v4/core";
import { runSchema } from "../contract/run-schema.ts";
import type { DataType } from "../types/data-type.ts";
import { DEFAULT_JSON_BYTES, jsonOfSchema } from "../types/json-of-schema.ts";
import { type TextLimit, textLimit } from "../types/text-limit.ts";
import { type ColumnCodec, columnCodec } from "../values/column-codec.ts";
import { convertJson, fitJson } from "../values/convert-json.ts";
import { AS_IS } from "../values/convert-value.ts";
import { tooLong } from "../values/too-long.ts";
import type { Given, NestedNode } from "./nested-node.ts";
import { refuse, refuseFinally, type Walk } from "./walk.ts";

/** Says yes only to converted values that a schema takes as they are. */
export type Passes = (value: unknown) => boolean;

/** A value without others inside. */
export class LeafNode implements NestedNode {
  readonly #codec: ColumnCodec;
  readonly #passes: Passes;
  readonly #limit: TextLimit | undefined;
  readonly #keepsText: boolean;

  constructor(type: DataType, leaf: $ZodType, passes: Passes | undefined) {
    this.#codec = type.kind === "json" ? jsonCodec(leaf) : columnCodec(type, leaf);
    this.#passes = passes ?? passesZod(leaf);
    this.#limit = textLimit(leaf);
    this.#keepsText = type.kind === "timestamp";
  }

  read(value: unknown, walk: Walk): unknown {
    const conversion = this.#codec.convert(value);
    const converted = "value" in conversion ? conversion.value : value;
    const short = boundText(this.#limit, converted, walk);
    if (!Object.is(short, converted)) return short;
    if ("code" in conversion) return refuse(walk, conversion, value);
    if (!this.#passes(converted) || (this.#keepsText && converted !== value)) walk.isQuick = false;
    else if (conversion !== AS_IS && "truncated" in conversion && conversion.truncated)
      walk.truncated++;
    return converted;
  }

  fit(value: unknown, { converted, source }: Given, walk: Walk): unknown {
    const conversion = this.#codec.fit(value);
    if ("code" in conversion) return refuse(walk, conversion, value);
    if ("truncated" in conversion && conversion.truncated) walk.truncated++;
    if (this.#keepsText && value === converted && typeof source === "string") return source;
    return "value" in conversion ? conversion.value : value;
  }
}

function jsonCodec(leaf: $ZodType): ColumnCodec {
  const { maxBytes } = jsonOfSchema(leaf._zod.def) ?? { maxBytes: DEFAULT_JSON_BYTES };
  return {
    convert: (value) => convertJson(value, maxBytes),
    fit: (value) => fitJson(value, maxBytes),
  };
}

/** A text, or in place of one that is too long to be shown to patterns no more than zod needs to see that. */
export function boundText(limit: TextLimit | undefined, value: unknown, walk: Walk): unknown {
  if (limit === undefined || typeof value !== "string" || value.length <= limit.length)
    return value;
  if (!limit.isFor(value)) return value;
  if (!limit.isOwn) {
    refuseFinally(walk, tooLong(limit.length), value);
    return "";
  }
  // Zod counts code points, of which one may be two units.
  if (value.length <= 2 * limit.length) return value;
  walk.isQuick = false;
  return value.slice(0, 2 * limit.length + 1);
}

/** Asks zod about a single value, where only zod can tell. */
export function passesZod(leaf: $ZodType): Passes {
  return (value) => {
    try {
      const run = runSchema(leaf, value);
      return run !== undefined && run.issues.length === 0 && Object.is(run.value, value);
    } catch {
      // A check that throws is told where the whole record is judged.
      return false;
    }
  };
}
