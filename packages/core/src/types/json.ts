import * as z from "zod";
import { checkOptionNames } from "../errors/check-option-names.ts";
import { jsonTextFault } from "../values/json-text.ts";
import { DEFAULT_JSON_BYTES, JSON_CHECK } from "./json-of-schema.ts";

/** What `json` takes. */
export interface JsonOptions {
  /** The most bytes of UTF-8 that a text may have; 1 MiB (1,048,576) if not given. */
  readonly maxBytes?: number;
}

/**
 * A zod schema for any JSON value, kept as its text: what has no shape, or a shape of its own in every record.
 *
 * The value is JSON text. A JSON source gives it exactly as it stands there (numbers unrounded, keys in their
 * order); a CSV cell, or a string in a row from code, has to be JSON text; any other value becomes its JSON text.
 * Query it with `json_extract` and the like.
 *
 * @throws {RangeError} when `maxBytes` is not a positive integer
 *
 * @example
 * ```ts
 * import { json } from "@cloudapi/core";
 *
 * console.log(json().safeParse('{"a":[1,2]}').success); // => true
 * console.log(json().safeParse("{a:1}").success); // => false
 * console.log(json({ maxBytes: 5 }).safeParse("[1,2,3]").success); // => false
 * ```
 */
export function json(options: JsonOptions = {}): z.ZodString {
  checkOptionNames("json", options, ["maxBytes"]);
  const { maxBytes = DEFAULT_JSON_BYTES } = options;
  if (!Number.isSafeInteger(maxBytes) || maxBytes < 1)
    throw new RangeError(
      `json: maxBytes must be a positive integer, the most bytes that a text may have, not ${String(maxBytes)}.`,
    );
  return z.string().refine((text) => jsonTextFault(text, maxBytes) === undefined, {
    error: ({ input }) => `expected ${jsonTextFault(input as string, maxBytes)?.expected}`,
    params: { [JSON_CHECK]: { maxBytes } },
  });
}
