import { parseTimestamp } from "@cloudapi/core";

const [ZERO, DASH, COLON, POINT, CAPITAL_T, CAPITAL_Z] = [48, 45, 58, 46, 84, 90] as const;
const WITH_SECONDS = 20;
const WITH_MILLISECONDS = 24;
const DAY_MS = 86_400_000;

/** Reads instants in UTC with seconds or milliseconds, as `parseTimestamp` does; days are looked up once each. */
export class InstantReader {
  #day = -1;
  #dayMs = Number.NaN;

  /** Milliseconds since 1970-01-01T00:00:00Z; NaN for what is in another spelling, or no instant. */
  read(bytes: Buffer, start: number, end: number): number {
    const length = end - start;
    if (length !== WITH_MILLISECONDS && length !== WITH_SECONDS) return Number.NaN;
    const isRight =
      bytes[start + 4] === DASH &&
      bytes[start + 7] === DASH &&
      bytes[start + 10] === CAPITAL_T &&
      bytes[start + 13] === COLON &&
      bytes[start + 16] === COLON &&
      bytes[end - 1] === CAPITAL_Z;
    if (!isRight) return Number.NaN;
    const hour = twoDigits(bytes, start + 11);
    const minute = twoDigits(bytes, start + 14);
    const second = twoDigits(bytes, start + 17);
    const ms = length === WITH_SECONDS ? 0 : milliseconds(bytes, start + 19);
    if ((hour | minute | second | ms) < 0 || hour > 23 || minute > 59 || second > 59)
      return Number.NaN;
    return this.#dayAt(bytes, start) + (((hour * 60 + minute) * 60 + second) * 1000 + ms);
  }

  #dayAt(bytes: Buffer, start: number): number {
    const century = twoDigits(bytes, start);
    const year = twoDigits(bytes, start + 2);
    const month = twoDigits(bytes, start + 5);
    const date = twoDigits(bytes, start + 8);
    if ((century | year | month | date) < 0) return Number.NaN;
    const day = ((century * 100 + year) * 100 + month) * 100 + date;
    if (day === this.#day) return this.#dayMs;
    const text = `${bytes.toString("latin1", start, start + 10)}T00:00:00Z`;
    const dayMs = parseTimestamp(text)?.epochMs ?? Number.NaN;
    this.#day = day;
    this.#dayMs = dayMs % DAY_MS === 0 ? dayMs : Number.NaN;
    return this.#dayMs;
  }
}

/** A point and three digits; less than 0 when it is something else. */
function milliseconds(bytes: Buffer, at: number): number {
  const hundreds = (bytes[at + 1] as number) ^ ZERO;
  if (bytes[at] !== POINT || hundreds > 9) return -1;
  const others = twoDigits(bytes, at + 2);
  return others < 0 ? -1 : hundreds * 100 + others;
}

/** Two digits as a number; less than 0 when either is none. */
function twoDigits(bytes: Buffer, at: number): number {
  const tens = (bytes[at] as number) ^ ZERO;
  const ones = (bytes[at + 1] as number) ^ ZERO;
  return tens > 9 || ones > 9 ? -1 : tens * 10 + ones;
}
