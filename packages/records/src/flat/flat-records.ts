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

/** What a batch has, as records one behind the other as in the source; for those who look at each of them. */
export function recordsInOrder({
  records,
  flat,
}: {
  readonly records: readonly CheckedRecord<Record<string, unknown>>[];
  readonly flat?: FlatRows | undefined;
}): readonly CheckedRecord<Record<string, unknown>>[] {
  if (flat === undefined) return records;
  const all: CheckedRecord<Record<string, unknown>>[] = [];
  const raws = rawRecords(flat);
  let row = 0;
  for (const record of records) {
    for (const next = flat.rowAfter(record.byteOffset, row); row < next; row++)
      all.push(new FlatRecord(raws[row] as RawRecord, flat, row));
    all.push(record);
  }
  for (; row < flat.size; row++) all.push(new FlatRecord(raws[row] as RawRecord, flat, row));
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
