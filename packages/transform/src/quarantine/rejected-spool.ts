import { createHash } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { KeptRows } from "./kept-rows.ts";

const BLOCK_CHARACTERS = 262_144;

/** Keeps rejected rows in memory, compressed, until it is known where they go. */
export class RejectedSpool {
  readonly #kept: KeptRows;
  readonly #blocks: Buffer[] = [];
  readonly #hash = createHash("sha256");
  #lines = "";

  constructor(maxBytes: number) {
    this.#kept = new KeptRows(maxBytes);
  }

  get rows(): number {
    return this.#kept.rows;
  }

  get rowsNotKept(): number {
    return this.#kept.rowsNotKept;
  }

  /** Keep a row, while the rows kept before leave room for it; `row` gives what is kept. */
  add(row: () => object): void {
    const line = this.#kept.lineOf(row);
    if (line === undefined) return;
    this.#hash.update(line);
    this.#lines += line;
    if (this.#lines.length < BLOCK_CHARACTERS) return;
    this.#blocks.push(deflateRawSync(this.#lines, { level: 1 }));
    this.#lines = "";
  }

  /** SHA-256 of the rows kept so far. */
  digest(): string {
    return this.#hash.copy().digest("hex");
  }

  /** The rows, some at a time, as they were added. */
  *batches<T>(): Generator<T[], void, undefined> {
    for (const block of this.#blocks) yield rowsOf<T>(inflateRawSync(block).toString());
    if (this.#lines !== "") yield rowsOf<T>(this.#lines);
  }
}

function rowsOf<T>(lines: string): T[] {
  return lines
    .slice(0, -1)
    .split("\n")
    .map((line) => JSON.parse(line) as T);
}
