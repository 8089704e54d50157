import { type RawRecord, rawBytes } from "../framing/raw-record.ts";
import type { Issue } from "../report/issue.ts";
import type { Problem } from "../report/problem.ts";

/** So many rows in a row of another width make another table. */
const OTHER_ROWS = 2;

/** Sees where a table ends before its file does: at a blank line where that is meant so, and where another one seems to begin. */
export class TableEnd {
  readonly #endsAtBlank: boolean;
  readonly #hasTaken: (from: number, to: number) => boolean;
  /** The line behind what was cut last. */
  #next = 1;
  #rows = 0;
  #isOver = false;
  #other:
    | {
        readonly raw: RawRecord;
        readonly received: string | undefined;
        readonly count: number;
        /** Where the last of them begins. */
        readonly last: number;
      }
    | undefined;
  #told = false;
  #problems: Problem[] = [];
  #warnings: Problem[] = [];

  /** @param hasTaken whether rows lie between two places of the source that are not shown here */
  constructor(endsAtBlank: boolean, hasTaken: (from: number, to: number) => boolean = () => false) {
    this.#endsAtBlank = endsAtBlank;
    this.#hasTaken = hasTaken;
  }

  /** Whether rows of another width have been seen that may be the first of others. */
  get isWatching(): boolean {
    return this.#other !== undefined;
  }

  /** Whether so many rows have been seen that how many follow makes no difference. */
  get isSettled(): boolean {
    return this.#rows > OTHER_ROWS;
  }

  /** Note a record that is no row; always true. */
  pass(raw: RawRecord): true {
    this.#next = raw.line + lineCount(raw);
    return true;
  }

  /** Whether a record stands behind the table. */
  isBehind(raw: RawRecord): boolean {
    const isAfterBlank = raw.line > this.#next;
    this.#next = raw.line + lineCount(raw);
    if (this.#endsAtBlank && isAfterBlank && this.#rows > 0 && !this.#isOver) {
      this.#isOver = true;
      this.#warnings.push({
        code: "footer_skipped",
        message:
          "The rows end with the blank line above this one, as the option footer says; what follows is not read.",
        line: raw.line,
        byteOffset: raw.byteOffset,
      });
    }
    if (!this.#isOver) this.#rows++;
    return this.#isOver;
  }

  /** Look whether a row fits the header no more. */
  note(raw: RawRecord, issues: readonly Issue[] | undefined): void {
    const issue = issues?.find(({ code }) => code === "too_few_cells" || code === "too_many_cells");
    if (issue === undefined) {
      this.#other = undefined;
      return;
    }
    if (this.#told) return;
    const { received } = issue;
    const last = raw.byteOffset;
    const other = this.#other;
    const isSame = other?.received === received && !this.#hasTaken(other?.last ?? last, last);
    this.#other =
      isSame && other !== undefined
        ? { ...other, last, count: other.count + 1 }
        : { raw, received, last, count: 1 };
    if (this.#other.count < OTHER_ROWS || this.#rows <= OTHER_ROWS) return;
    this.#told = true;
    const { line, byteOffset } = this.#other.raw;
    this.#problems.push({
      code: "other_table",
      message: `From here on there are rows of ${received ?? "another width"}, where the header has another number: another table, or text, seems to follow. Split the file, or pass footer: "blank-line" if a blank line separates them.`,
      line,
      byteOffset,
    });
  }

  take(): { readonly problems: readonly Problem[]; readonly warnings: readonly Problem[] } {
    const found = { problems: this.#problems, warnings: this.#warnings };
    [this.#problems, this.#warnings] = [[], []];
    return found;
  }
}

/** Lines that a record takes. */
function lineCount(raw: RawRecord): number {
  if (!raw.isQuoted) return 1;
  const bytes = rawBytes(raw);
  let count = 1;
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === 0x0a || (bytes[at] === 0x0d && bytes[at + 1] !== 0x0a)) count++;
  }
  return count;
}
