import { type RecordMap, rulesOfMap, type SourceRecord, withRules } from "./record-map.ts";

/**
 * Maps one after another as one: each is given what the one before has made, record by record.
 *
 * @throws {TypeError} for what is not a function
 *
 * @example
 * ```ts
 * import { explode, pipe, rename } from "@cloudapi/records";
 *
 * const map = pipe(rename({ id: "order_id" }), explode("items"));
 * const place = { line: 1, byteOffset: 0, format: "json-lines", source: undefined } as const;
 * console.log(map({ id: 1, items: [{ sku: "x" }] }, place)); // => [{ order_id: 1, sku: "x" }]
 * ```
 */
export function pipe(...maps: readonly RecordMap[]): RecordMap {
  if (!maps.every((map) => typeof map === "function"))
    throw new TypeError("pipe: pass functions, each a map of records.");
  const piped: RecordMap = (record, place) => {
    let rows: readonly object[] = [record];
    let isList = false;
    for (const map of maps) {
      rows = rows.flatMap((row) => {
        const made = map(row as SourceRecord, place);
        isList ||= Array.isArray(made);
        return made ?? [];
      });
    }
    return isList ? rows : rows[0];
  };
  return withRules(piped, "pipe", ...maps.map(rulesOfMap));
}
