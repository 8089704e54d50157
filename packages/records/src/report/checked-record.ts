import { type RawRecord, rawBytes } from "../framing/raw-record.ts";
import { decodeText } from "./decode-text.ts";
import type { Issue } from "./issue.ts";

/** Where a record came from. */
export interface RecordPlace {
  /** Line of the source it starts on; the first is 1. */
  readonly line: number;
  /** Offset of its first byte in the source, decompressed if it was compressed. */
  readonly byteOffset: number;
  /** Its length in bytes, without the line end. */
  readonly byteLength: number;
  /** Which of the rows it is that a map made of the record, the first being 1; `undefined` where it gave no list. */
  readonly item: number | undefined;
  /** Its text. Bytes that are not valid UTF-8 are shown as U+FFFD; of a record that is too large, the first 64 KiB. */
  readonly raw: string;
  /** Its bytes, or the first 64 KiB of them. They are a view: copy what is kept. */
  readonly rawBytes: Uint8Array;
  /** The encoding of `rawBytes`, where it is not UTF-8. */
  readonly encoding?: string | undefined;
  /** Whether `raw` lacks the rest of a record that is too large. */
  readonly rawTruncated: boolean;
}

/** A record that fits the contract. */
export interface AcceptedRecord<T> extends RecordPlace {
  readonly valid: true;
  /** The row. */
  readonly value: T;
  /** Names of fields the contract does not know; they are not in `value`. */
  readonly unknownFields: readonly string[];
  /** Timestamps of the row with digits finer than milliseconds. */
  readonly truncatedTimestamps: number;
  /** The event time in milliseconds since 1970-01-01T00:00:00Z, when the dataset has one. */
  readonly eventTimeMs: number | undefined;
}

/** A record that does not, with everything that is wrong with it. */
export interface RejectedRecord extends RecordPlace {
  readonly valid: false;
  readonly issues: readonly Issue[];
  readonly unknownFields: readonly string[];
}

/** A record of a source, checked. Keep `value`, not the record: the record holds on to the chunk it came in. */
export type CheckedRecord<T> = AcceptedRecord<T> | RejectedRecord;

/** The place of a record, with its text made when it is asked for. */
export class PlacedRecord implements RecordPlace {
  readonly #record: RawRecord;

  readonly item: number | undefined;

  constructor(record: RawRecord, item: number | undefined) {
    this.#record = record;
    this.item = item;
  }

  get line(): number {
    return this.#record.line;
  }

  get byteOffset(): number {
    return this.#record.byteOffset;
  }

  get byteLength(): number {
    return this.#record.byteLength;
  }

  get raw(): string {
    return decodeText(rawBytes(this.#record));
  }

  get rawBytes(): Uint8Array {
    return this.#record.origin?.bytes ?? rawBytes(this.#record);
  }

  get encoding(): string | undefined {
    return this.#record.origin?.encoding;
  }

  get rawTruncated(): boolean {
    return this.rawBytes.length < this.#record.byteLength;
  }
}

/** What a checker says of a record that fits. */
type Fit<T> = Pick<AcceptedRecord<T>, "value" | "truncatedTimestamps" | "eventTimeMs">;

class Accepted<T> extends PlacedRecord implements AcceptedRecord<T> {
  readonly valid = true;
  readonly value: T;
  readonly unknownFields: readonly string[];
  readonly truncatedTimestamps: number;
  readonly eventTimeMs: number | undefined;

  constructor(
    record: RawRecord,
    { value, truncatedTimestamps, eventTimeMs }: Fit<T>,
    unknownFields: readonly string[],
    item: number | undefined,
  ) {
    super(record, item);
    this.value = value;
    this.unknownFields = unknownFields;
    this.truncatedTimestamps = truncatedTimestamps;
    this.eventTimeMs = eventTimeMs;
  }
}

class Rejected extends PlacedRecord implements RejectedRecord {
  readonly valid = false;
  readonly issues: readonly Issue[];
  readonly unknownFields: readonly string[];

  constructor(
    record: RawRecord,
    issues: readonly Issue[],
    unknownFields: readonly string[],
    item: number | undefined,
  ) {
    super(record, item);
    this.issues = issues;
    this.unknownFields = unknownFields;
  }
}

/** A raw record that was accepted, as its row. */
export function accepted<T>(
  record: RawRecord,
  fit: Fit<T>,
  unknownFields: readonly string[],
  item?: number,
): AcceptedRecord<T> {
  return new Accepted(record, fit, unknownFields, item);
}

/** A raw record that was rejected, with the reasons. */
export function rejected(
  record: RawRecord,
  issues: readonly Issue[],
  unknownFields: readonly string[],
  item?: number,
): RejectedRecord {
  return new Rejected(record, issues, unknownFields, item);
}
