import type { TextWalk } from "@cloudapi/core/internal";
import type { Mapping } from "./mapping.ts";
import type { AdaptedRecord } from "./rename-record.ts";

/** What is done with records between parsing and checking, beside their fields' names. */
export interface Adaptation {
  /** Everything that decides what becomes of a record, as text. */
  readonly rules: string;
  readonly mapping: Mapping | undefined;
  /** How JSON is read: a map may want all of it, and times may be numbers whose digits are kept. */
  readonly textWalk: TextWalk;
  /** A record with its times as the contract expects them. */
  readonly convert: ((record: Readonly<Record<string, unknown>>) => AdaptedRecord) | undefined;
}
