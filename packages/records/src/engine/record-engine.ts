import type { FlatRows } from "../flat/flat-rows.ts";
import type { CheckedRecord } from "../report/checked-record.ts";
import type { Problem } from "../report/problem.ts";

/**
 * The port behind which bytes become checked records. Nothing is awaited, and every implementation gives the same
 * records, issues and findings for the same bytes, however these are cut into chunks.
 */
export interface RecordEngine {
  /** The records that end in what was pushed so far; all of them have to be taken before the next call. */
  push(chunk: Uint8Array): Iterable<RecordReading>;
  /** No more bytes come: the records that are left, and what can be said of a whole file only now. */
  end(source: { readonly isWhole: boolean }): Iterable<RecordReading>;
}

/** What a stretch of the source gave. */
export interface RecordReading {
  readonly records: readonly CheckedRecord<Record<string, unknown>>[];
  /** Rows that were taken by their bytes, beside the records; valid until the reading after the next. */
  readonly flat?: FlatRows | undefined;
  /** Records that a map gave nothing for. */
  readonly rowsFiltered: number;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}
