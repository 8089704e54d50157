import type { TableWriteMode } from "../../src/index.ts";
import type { CounterRow } from "./counters.ts";

/** A write, as a run makes it. */
export interface Write {
  readonly source: string;
  readonly mode: TableWriteMode;
  readonly rows: readonly CounterRow[];
}

interface ModelRow {
  readonly source: string;
  readonly row: CounterRow;
}

interface Commit {
  readonly source: string;
  readonly mode: TableWriteMode;
  readonly content: string;
}

/** What a table is to hold after writes, thought of without files, snapshots or commits. */
export class TableModel {
  readonly #rows: readonly ModelRow[];
  readonly #commits: readonly Commit[];

  constructor(rows: readonly ModelRow[] = [], commits: readonly Commit[] = []) {
    this.#rows = rows;
    this.#commits = commits;
  }

  get rows(): CounterRow[] {
    return this.#rows.map(({ row }) => row);
  }

  /** The table after a write. */
  after({ source, mode, rows }: Write): TableModel {
    const commit = { source, mode, content: JSON.stringify(rows) };
    if (this.#isThere(commit)) return this;
    const days = new Set(rows.map(dayOf));
    const kept = this.#rows.filter(({ source: of, row }) => {
      if (mode === "append") return true;
      return mode === "replaceSource" ? of !== source : !days.has(dayOf(row));
    });
    // A source that never had rows and has none is not worth a commit.
    const isKnown = this.#commits.some((commit) => commit.source === source);
    if (rows.length === 0 && !isKnown) return this;
    return new TableModel(
      [...kept, ...rows.map((row) => ({ source, row }))],
      [...this.#commits, commit],
    );
  }

  #isThere({ source, mode, content }: Commit): boolean {
    const same = (c: Commit | undefined) => c?.mode === mode && c.content === content;
    const ofSource = this.#commits.filter((commit) => commit.source === source);
    return mode === "append" ? ofSource.some(same) : same(ofSource.at(-1));
  }
}

function dayOf({ at }: CounterRow): string {
  return at.slice(0, 10);
}
