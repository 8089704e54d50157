import type { QueryResult } from "./query-result.ts";

type Rows = QueryResult["rows"];

/** The rows that were last asked for, as many as fit; the rest is read from where it was written. */
export class ResultCache {
  readonly #limitBytes: number;
  readonly #entries = new Map<string, { rows: Rows; bytes: number }>();
  #bytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get(id: string): Rows | undefined {
    const entry = this.#entries.get(id);
    if (entry === undefined) return undefined;
    this.#entries.delete(id);
    this.#entries.set(id, entry);
    return entry.rows;
  }

  /** Keep rows, and let go of the ones longest unused; the last result stays whatever its size. */
  put(id: string, rows: Rows): void {
    this.delete(id);
    const bytes = bytesOf(rows);
    this.#entries.set(id, { rows, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#limitBytes || oldest === id) return;
      this.delete(oldest);
    }
  }

  delete(id: string): void {
    this.#bytes -= this.#entries.get(id)?.bytes ?? 0;
    this.#entries.delete(id);
  }
}

/** About what the rows take in memory: two bytes a character, and what JavaScript needs around a row and a cell. */
function bytesOf(rows: Rows): number {
  let bytes = 64;
  for (const row of rows) for (const cell of row) bytes += 40 + 2 * (cell?.length ?? 0);
  return bytes + rows.length * 40;
}
