import { checkOptionNames, putField } from "@cloudapi/core/internal";
import { previewValue } from "../report/issue.ts";
import { isRecord } from "./is-record.ts";
import { type RecordMap, type SourceRecord, withRules } from "./record-map.ts";

/** Options of `explode`. */
export interface ExplodeOptions {
  /** The record's fields that each row has; all but the list when left out. */
  readonly keep?: readonly string[] | undefined;
  /** The field that an element becomes as a whole; its fields stand beside the record's own when left out. */
  readonly as?: string | undefined;
  /** Of a record without elements, `"drop"` (default) makes no row, `"keep"` makes one of its other fields. */
  readonly empty?: "drop" | "keep" | undefined;
}

/**
 * A map that makes a row of each element of a list: the element's fields, beside the record's other fields.
 *
 * Elements that are not objects need `as`. A null element is a row with nothing of its own. A field that is both the
 * record's and the element's is not overwritten: the record is rejected with `map_failed`, which says what to do.
 *
 * @param field the field that holds the list; a record in which it holds something else is rejected
 * @throws {TypeError} for an unknown option, or one that can't be
 *
 * @example
 * ```ts
 * import { explode } from "@cloudapi/records";
 *
 * const toItems = explode("items", { keep: ["order_id"] });
 * const order = { order_id: "A1", note: "", items: [{ sku: "x" }, { sku: "y" }] };
 * const place = { line: 1, byteOffset: 0, format: "json-lines", source: undefined } as const;
 * console.log(toItems(order, place)); // => [{ order_id: "A1", sku: "x" }, { order_id: "A1", sku: "y" }]
 * ```
 */
export function explode(field: string, options: ExplodeOptions = {}): RecordMap {
  checkOptionNames("explode", options, ["keep", "as", "empty"]);
  const { keep, as, empty = "drop" } = options;
  if (typeof (field as unknown) !== "string" || field === "")
    throw new TypeError("explode: pass the name of the field that holds the list.");
  if (
    keep !== undefined &&
    !(Array.isArray(keep) && keep.every((name) => typeof name === "string"))
  )
    throw new TypeError("explode: keep must be a list of names of fields.");
  if (as !== undefined && (typeof (as as unknown) !== "string" || as === ""))
    throw new TypeError("explode: as must be the name of a field.");
  if (empty !== "drop" && empty !== "keep")
    throw new TypeError(`explode: empty must be "drop" or "keep", not ${previewValue(empty)}.`);
  const kept = keep && new Set(keep);
  const map: RecordMap = (record) => {
    const rest = restOf(record, field, kept);
    const list = Object.hasOwn(record, field) ? (record[field] ?? []) : [];
    if (!Array.isArray(list))
      throw new TypeError(`explode: "${field}" holds no list: ${previewValue(list)}`);
    if (list.length === 0) return empty === "keep" ? rest : undefined;
    return list.map((element: unknown) => rowOf(rest, element, as));
  };
  return withRules(map, "explode", field, { keep, as, empty });
}

function restOf(
  record: SourceRecord,
  field: string,
  kept: ReadonlySet<string> | undefined,
): SourceRecord {
  const rest: SourceRecord = {};
  for (const [name, value] of Object.entries(record))
    if (name !== field && (kept === undefined || kept.has(name))) putField(rest, name, value);
  return rest;
}

function rowOf(rest: SourceRecord, element: unknown, as: string | undefined): SourceRecord {
  const row = { ...rest };
  if (as !== undefined) {
    if (Object.hasOwn(rest, as)) throw bothHave(as);
    putField(row, as, element);
    return row;
  }
  if (element === null || element === undefined) return row;
  if (!isRecord(element))
    throw new TypeError(
      `explode: an element is no object: ${previewValue(element)}. Give it a name with as`,
    );
  for (const [name, value] of Object.entries(element)) {
    if (Object.hasOwn(rest, name)) throw bothHave(name);
    putField(row, name, value);
  }
  return row;
}

function bothHave(name: string): TypeError {
  return new TypeError(
    `explode: the record and its element both have "${name}". Leave it out with keep, put the element under a name with as, or rename it before`,
  );
}
