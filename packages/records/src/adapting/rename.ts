import { putField } from "@cloudapi/core/internal";
import { previewValue } from "../report/issue.ts";
import { type RecordMap, type SourceRecord, withRules } from "./record-map.ts";

/**
 * A map that gives fields of a record other names: `rename({ before: "after" })`.
 *
 * A record that has a value under both names is rejected with `map_failed`. Where every record of a dataset calls a
 * column by another name, `alias` of `defineDataset` says so once for all.
 *
 * @throws {TypeError} for what are not names, or two fields that would get the same one
 *
 * @example
 * ```ts
 * import { rename } from "@cloudapi/records";
 *
 * const place = { line: 1, byteOffset: 0, format: "json-lines", source: undefined } as const;
 * console.log(rename({ id: "order_id" })({ id: 1, note: "" }, place)); // => { order_id: 1, note: "" }
 * ```
 */
export function rename(names: Readonly<Record<string, string>>): RecordMap {
  const after: readonly unknown[] =
    typeof names === "object" && names !== null ? Object.values(names) : [undefined];
  if (!after.every((name) => typeof name === "string" && name !== ""))
    throw new TypeError("rename: pass an object: the new name of a field by the one it has.");
  const twice = after.find((name, at) => after.indexOf(name) !== at);
  if (twice !== undefined)
    throw new TypeError(`rename: two fields would be called ${previewValue(twice)}.`);
  const to = new Map(Object.entries(names));
  const map: RecordMap = (record) => {
    const renamed: SourceRecord = {};
    for (const [name, value] of Object.entries(record)) {
      const target = to.get(name) ?? name;
      const other = Object.hasOwn(renamed, target) ? (renamed[target] ?? null) : null;
      if (other !== null && (value ?? null) !== null)
        throw new TypeError(`rename: the record has "${target}" already`);
      if (other === null) putField(renamed, target, value);
    }
    return renamed;
  };
  return withRules(map, "rename", names);
}
