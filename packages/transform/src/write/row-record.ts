import type { RecordCheck, RecordPlace } from "@cloudapi/records";

/** As much of a row's JSON as is kept. */
const MAX_BYTES = 65_536;

/** A row where a record of a file stands otherwise: its number is its line, and its JSON, made when asked for, its text. */
export class RowRecord implements RecordPlace {
  readonly #row: unknown;
  readonly line: number;
  readonly byteOffset: number;
  readonly item = undefined;
  #bytes: Buffer | undefined;

  /** @param byteOffset its place among rows that lie in bytes */
  constructor(row: unknown, number: number, byteOffset = 0) {
    this.#row = row;
    this.line = number;
    this.byteOffset = byteOffset;
  }

  get byteLength(): number {
    return this.#json().length;
  }

  get raw(): string {
    return this.rawBytes.toString();
  }

  get rawBytes(): Buffer {
    const json = this.#json();
    let end = Math.min(json.length, MAX_BYTES);
    // Not within a character.
    while (end < json.length && ((json[end] ?? 0) & 0xc0) === 0x80) end--;
    return json.subarray(0, end);
  }

  get rawTruncated(): boolean {
    return this.#json().length > MAX_BYTES;
  }

  #json(): Buffer {
    this.#bytes ??= Buffer.from(jsonOf(this.#row));
    return this.#bytes;
  }
}

/** A row with what the contract says of it. */
export function checkedRow<C extends RecordCheck>(
  row: unknown,
  { number, byteOffset }: { readonly number: number; readonly byteOffset?: number | undefined },
  check: C,
): RowRecord & C {
  return Object.assign(new RowRecord(row, number, byteOffset), check);
}

function jsonOf(row: unknown): string {
  try {
    return (
      JSON.stringify(row, (_, value: unknown) =>
        typeof value === "bigint" ? String(value) : value,
      ) ?? String(row)
    );
  } catch (error) {
    return `[a row that JSON can't show: ${(error as Error).message}]`;
  }
}
