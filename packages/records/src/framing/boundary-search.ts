import { skipBlank } from "./blank.ts";
import { ElementScanner } from "./element-scanner.ts";
import {
  type ObjectPlace,
  type ObjectStart,
  objectStart,
  type RecordShape,
} from "./record-shape.ts";

const COMMA = 0x2c;
const COLON = 0x3a;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
/** Records that go on for so long without contradiction are records. */
const ENOUGH_BYTES = 262_144;
/** Bytes before the place where the search has come to that it may still look at. */
export const LOOKED_BACK = 80;

/** What is searched. */
export interface SearchOptions {
  /** Offset of the faulty record's first byte. */
  readonly start: number;
  /** Offset where it was seen that it can't be JSON; left out when it still could be. */
  readonly fault?: number | undefined;
  /** Where the search is given up; the source's end when it is left out. */
  readonly until?: number | undefined;
  readonly shape: RecordShape;
  readonly maxDepth: number;
}

/** How a run of objects ended that were taken for records. */
type Outcome =
  /** They go on to the end of the array, or for long. */
  | "records"
  /** A bracket closes that none of them has opened: they lie inside a record. */
  | "inside"
  /** Another fault, or the end of the source. */
  | "fault";

/** Objects one behind the other, which may be records of the array. */
interface Run {
  readonly starts: number[];
  readonly places: ObjectPlace[];
  scanner: ElementScanner;
  expect: "value" | "comma" | "next" | "end";
  at: number;
}

/**
 * Finds where the next record of an array begins, behind a faulty one whose brackets can't be trusted.
 *
 * Every object that follows a comma or starts a line may be it. Of one that lies in a list inside the faulty record,
 * that list's closing bracket and what follows show it sooner or later: after a record's siblings comes the end of the
 * file. So each is read on from as if it were a record, until that is refuted or believed; what good records look like
 * decides where another fault comes first. All offsets are of the source; each byte is read once.
 */
export class BoundarySearch {
  readonly #options: SearchOptions;
  #from: number;
  #run: Run | undefined;
  /** Before this offset an object counts only if it looks like a record: it lies in what was refuted or broke off. */
  #familiarUntil = 0;

  constructor(options: SearchOptions) {
    this.#options = options;
    this.#from = options.start + 1;
  }

  /** Whether nothing is known to be wrong: only what looks like a record is taken for one then. */
  get isSure(): boolean {
    return this.#options.fault === undefined;
  }

  /** Offset of the first byte that the search still needs; the faulty record reaches at least to there. */
  get neededFrom(): number {
    return this.#run?.starts[0] ?? this.#from;
  }

  /**
   * Look on, at bytes that begin at an offset.
   *
   * @returns the offset where the next record begins, `"none"` when there is none, `"more"` when more bytes are needed
   */
  look(bytes: Buffer, offset: number, isLast: boolean): number | "none" | "more" {
    const { until = Number.POSITIVE_INFINITY } = this.#options;
    for (;;) {
      if (this.#run !== undefined) {
        const outcome = this.#follow(this.#run, bytes, offset, isLast);
        if (outcome === "more") return "more";
        const found = this.#decide(this.#run, outcome);
        if (found !== undefined) return found;
      }
      const at = bytes.indexOf(OPEN_OBJECT, this.#from - offset);
      this.#from = at < 0 ? Math.max(this.#from, offset + bytes.length) : offset + at;
      if (this.#from >= until) return "none";
      if (at < 0) return isLast ? "none" : "more";
      const start = objectStart(bytes, at, isLast);
      if (start === "more") return "more";
      const found = start === "none" ? undefined : this.#consider(start);
      if (found !== undefined) return found;
      if (this.#run === undefined) this.#from++;
    }
  }

  /** Begin a run at an object that may be a record; one in a place already read is taken or left at once. */
  #consider(start: ObjectStart): number | undefined {
    const place = this.#options.shape.placeOf(start);
    if (!mayBeRecord(start, place) || (place !== "record" && this.isSure)) return undefined;
    if (this.#from < this.#familiarUntil) return place === "record" ? this.#from : undefined;
    this.#run = {
      starts: [this.#from],
      places: [place],
      scanner: new ElementScanner(this.#options.maxDepth),
      expect: "value",
      at: this.#from,
    };
    return undefined;
  }

  #follow(run: Run, bytes: Buffer, offset: number, isLast: boolean): Outcome | "more" {
    const enough = (run.starts[0] as number) + ENOUGH_BYTES - offset;
    const end = Math.min(bytes.length, enough);
    for (;;) {
      const at = run.at - offset;
      const next = run.expect === "value" ? at : skipBlank(bytes, at, end);
      run.at = offset + next;
      if (next >= enough) return "records";
      if (next >= end) {
        if (!isLast) return "more";
        return run.expect === "end" ? "records" : "fault";
      }
      const outcome = this.#step(run, bytes, next, { offset, end, isLast });
      if (outcome !== undefined) return outcome;
    }
  }

  #step(
    run: Run,
    bytes: Buffer,
    at: number,
    {
      offset,
      end,
      isLast,
    }: { readonly offset: number; readonly end: number; readonly isLast: boolean },
  ): Outcome | "more" | undefined {
    const byte = bytes[at] as number;
    switch (run.expect) {
      case "value":
        run.at = offset + run.scanner.scan(bytes, at, end);
        if (run.scanner.status === "ended") run.expect = "comma";
        return run.scanner.status === "faulty" ? "fault" : undefined;
      case "comma":
        if (byte === CLOSE_OBJECT || byte === COLON) return "inside";
        if (byte !== COMMA && byte !== CLOSE_LIST) return "fault";
        run.expect = byte === COMMA ? "next" : "end";
        run.at++;
        return undefined;
      case "next":
        if (byte === OPEN_OBJECT) return this.#next(run, bytes, at, isLast);
        if (byte !== CLOSE_LIST) return "inside";
        run.expect = "end";
        run.at++;
        return undefined;
      default:
        return byte === COMMA || byte === COLON || byte === CLOSE_LIST || byte === CLOSE_OBJECT
          ? "inside"
          : "records";
    }
  }

  #next(run: Run, bytes: Buffer, at: number, isLast: boolean): "fault" | "more" | undefined {
    const start = objectStart(bytes, at, isLast);
    if (start === "more") return "more";
    if (start === "none") return "fault";
    run.starts.push(run.at);
    run.places.push(this.#options.shape.placeOf(start));
    run.scanner = new ElementScanner(this.#options.maxDepth);
    run.expect = "value";
    return undefined;
  }

  #decide({ starts, places, at, expect }: Run, outcome: Outcome): number | undefined {
    this.#run = undefined;
    if (outcome === "records") return starts[0];
    const last = starts.at(-1) as number;
    const isBroken = outcome === "fault" && expect === "value";
    this.#from = isBroken ? last + 1 : at;
    this.#familiarUntil = at;
    if (outcome === "inside") return undefined;
    const familiar = places.indexOf("record");
    if (familiar >= 0) return starts[familiar];
    const hasWhole = starts.length > 1 || expect !== "value";
    const { fault = at } = this.#options;
    return hasWhole && at > fault ? starts[0] : undefined;
  }
}

/** Whether a record can begin so: behind another one, or on a line of its own. */
function mayBeRecord({ before, indent }: ObjectStart, place: ObjectPlace): boolean {
  if (place === "inside") return false;
  if (before === COLON) return place === "record" && indent !== undefined;
  const isBehind = before === COMMA || before === CLOSE_OBJECT || before === CLOSE_LIST;
  return place === "record" || isBehind || indent !== undefined;
}
