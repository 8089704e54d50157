import { countLineFeeds } from "../framing/blank.ts";
import { countLineEnds } from "../framing/csv-framer.ts";
import { type RawRecord, RecordBlock } from "../framing/raw-record.ts";
import { type AcceptedRecord, type CheckedRecord, PlacedRecord } from "../report/checked-record.ts";
import type { FlatRows } from "./flat-rows.ts";

/** A row that was taken by its bytes, as the record it is, made when it is asked for; valid until the next batch. */
export class FlatRecord extends PlacedRecord implements AcceptedRecord<Record<string, unknown>> {
  readonly valid = true;
  readonly truncatedTimestamps = 0;
  readonly #flat: FlatRows;
  readonly #row: number;

  constructor(raw: RawRecord, flat: FlatRows, row: number) {
    super(raw, undefined);
    this.#flat = flat;
    this.#row = row;
  }

  get unknownFields(): readonly string[] {
    return this.#flat.unknownIn(this.#row);
  }

  get eventTimeMs(): number | undefined {
    const ms = this.#flat.eventTimes[this.#row] as number;
    return Number.isNaN(ms) ? undefined : ms;
  }

  get value(): Record<string, unknown> {
    return this.#flat.rowAt(this.#row);
  }
}

type Checked = CheckedRecord<Record<string, unknown>>;

interface Batch {
  readonly records: readonly Checked[];
  readonly flat?: FlatRows | undefined;
}

/** What a batch has, as records one behind the other as in the source; for those who look at each of them. */
export function recordsInOrder({ records, flat }: Batch): readonly Checked[] {
  if (flat === undefined) return records;
  const rows = rawRecords(flat).map((raw, row) => new FlatRecord(raw, flat, row));
  return merged(rows, recordsBesideRows({ records, flat }));
}

/** The same without the rows that were taken by their bytes. */
export function recordsBesideRows({ records, flat }: Batch): readonly Checked[] {
  const rejects = flat?.rejects;
  if (rejects === undefined) return records;
  const rejected = Array.from({ length: rejects.size }, (_, row) => rejects.recordAt(row));
  return merged(rejected, records);
}

/** Records of two lists, each in the order of the source, in that order. */
function merged(one: readonly Checked[], other: readonly Checked[]): readonly Checked[] {
  const all: Checked[] = [];
  let at = 0;
  for (const record of other) {
    for (
      let next = one[at];
      next !== undefined && next.byteOffset < record.byteOffset;
      next = one[++at]
    )
      all.push(next);
    all.push(record);
  }
  for (; at < one.length; at++) all.push(one[at] as Checked);
  return all;
}

function rawRecords(flat: FlatRows): RawRecord[] {
  const end = flat.size === 0 ? 0 : (flat.recordEnds[flat.size - 1] as number);
  const block = new RecordBlock(flat.bytes.subarray(0, end));
  let { line } = flat;
  let counted = 0;
  const countLines = flat.endsInReturns ? countLineEnds : countLineFeeds;
  return Array.from({ length: flat.size }, (_, row) => {
    const start = flat.recordStarts[row] as number;
    const end = flat.recordEnds[row] as number;
    line += countLines(flat.bytes, counted, start);
    counted = start;
    const byteOffset = flat.byteOffset + start;
    const place = { line, byteOffset, byteLength: end - start, start, end };
    return { ...place, block, isLast: false, isQuoted: false, fault: undefined };
  });
}
