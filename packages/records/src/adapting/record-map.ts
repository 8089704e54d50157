import type { RecordFormat } from "../framing/record-format.ts";

/** A record as it was read. Of JSON: numbers that a double can't hold are bigints; of CSV: every cell by its header, text or null. */
export type SourceRecord = Record<string, unknown>;

/** Where a record stands in its source. */
export interface MapPlace {
  /** Line it starts on; the first is 1. */
  readonly line: number;
  /** Offset of its first byte in the source, decompressed if it was gzip. */
  readonly byteOffset: number;
  readonly format: RecordFormat;
  /** The source's name, where it has one. */
  readonly source: string | undefined;
}

/**
 * Makes of a record what is checked against the contract: a record, several of them, or `undefined` for none.
 *
 * It is called with one record after another and has to return at once: a record for which it throws, or returns a
 * promise, is rejected with `map_failed`.
 */
export type RecordMap = (
  record: SourceRecord,
  place: MapPlace,
) => object | readonly object[] | undefined;

/** Maps of this library say here what they do, as text. */
const RULES: unique symbol = Symbol.for("cloudapi.map.rules");

/** A map that says what it does. */
export function withRules(map: RecordMap, name: string, ...input: readonly unknown[]): RecordMap {
  return Object.assign(map, { [RULES]: `${name}(${JSON.stringify(input).slice(1, -1)})` });
}

/**
 * What a map does, as text: two with the same text do the same, as far as their source says what they do. What a closure
 * captures is not seen.
 */
export function rulesOfMap(map: RecordMap): string {
  const { [RULES]: rules } = map as { [RULES]?: string };
  return rules ?? String(map);
}
