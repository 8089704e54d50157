import { createHash } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { LineBytes } from "@cloudapi/records/internal";
import { type AppendLine, inStretches, KeptRows, type ManyRows } from "./kept-rows.ts";

const BLOCK_BYTES = 262_144;

/** Keeps rejected rows in memory, compressed, until it is known where they go. */
export class RejectedSpool {
  readonly #kept: KeptRows;
  readonly #blocks: Buffer[] = [];
  readonly #hash = createHash("sha256");
  readonly #lines = new LineBytes();

  constructor(maxBytes: number) {
    this.#kept = new KeptRows(maxBytes);
  }

  get rows(): number {
    return this.#kept.rows;
  }

  get rowsNotKept(): number {
    return this.#kept.rowsNotKept;
  }

  /** Keep a row, while the rows kept before leave room for it; `append` appends its line. */
  add(append: AppendLine): void {
    const start = this.#lines.length;
    if (this.#kept.keep(this.#lines, append)) this.#added(start);
  }

  /** The same for rows one behind the other. */
  addAll(rows: ManyRows): void {
    for (const some of inStretches(rows)) {
      const start = this.#lines.length;
      this.#kept.keepAll(this.#lines, some);
      this.#added(start);
    }
  }

  #added(start: number): void {
    this.#hash.update(this.#lines.since(start));
    if (this.#lines.length < BLOCK_BYTES) return;
    this.#blocks.push(deflateRawSync(this.#lines.since(0), { level: 1 }));
    this.#lines.cutBack(0);
  }

  /** SHA-256 of the rows kept so far. */
  digest(): string {
    return this.#hash.copy().digest("hex");
  }

  /** The rows, some at a time, as they were added. */
  *batches<T>(): Generator<T[], void, undefined> {
    for (const block of this.#blocks) yield rowsOf<T>(inflateRawSync(block).toString());
    if (this.#lines.length > 0) yield rowsOf<T>(this.#lines.since(0).toString());
  }
}

function rowsOf<T>(lines: string): T[] {
  return lines
    .slice(0, -1)
    .split("\n")
    .map((line) => JSON.parse(line) as T);
}
