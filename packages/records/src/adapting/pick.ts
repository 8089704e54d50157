import { putField } from "@cloudapi/core/internal";
import { type RecordMap, type SourceRecord, withRules } from "./record-map.ts";

/**
 * A map that keeps the named fields of a record and leaves all others out, so that they are no unknown fields.
 *
 * @throws {TypeError} for what is not a list of names
 *
 * @example
 * ```ts
 * import { pick } from "@cloudapi/records";
 *
 * const place = { line: 1, byteOffset: 0, format: "json-lines", source: undefined } as const;
 * console.log(pick(["a", "b"])({ a: 1, c: 2 }, place)); // => { a: 1 }
 * ```
 */
export function pick(names: readonly string[]): RecordMap {
  if (!Array.isArray(names) || !names.every((name) => typeof name === "string"))
    throw new TypeError("pick: pass a list of names of fields.");
  const wanted = [...new Set(names)];
  const map: RecordMap = (record) => {
    const picked: SourceRecord = {};
    for (const name of wanted)
      if (Object.hasOwn(record, name)) putField(picked, name, record[name]);
    return picked;
  };
  return withRules(map, "pick", names);
}
