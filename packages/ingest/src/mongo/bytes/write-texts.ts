const HEX = Buffer.from("0123456789abcdef");
const [DASH, COLON, POINT, CAPITAL_T, CAPITAL_Z, ZERO] = [45, 58, 46, 84, 90, 48] as const;
const DAY_MS = 86_400_000;
/** Days from 0000-03-01, from which years of 366 days end with the day that they have more, to 1970-01-01. */
const DAYS_BEFORE_1970 = 719_468;
const [DAYS_OF_ERA, DAYS_OF_4_YEARS, DAYS_OF_CENTURY, DAYS_OF_YEAR] = [
  146_097, 1_460, 36_524, 365,
] as const;

/** Bytes that an instant takes as text, and identifiers. */
export const TEXT_BYTES = { instant: 24, objectId: 24, uuid: 36 } as const;
const [OBJECT_ID_BYTES, UUID_BYTES] = [12, 16] as const;

/** Write an ObjectId in hexadecimal digits. */
export function writeObjectId(bytes: Buffer, from: number, to: number): void {
  writeHex(bytes, { from, count: OBJECT_ID_BYTES, to });
}

/** Write a UUID as `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`. */
export function writeUuid(bytes: Buffer, from: number, to: number): void {
  let at = to;
  for (let i = 0; i < UUID_BYTES; i++, at += 2) {
    if (i === 4 || i === 6 || i === 8 || i === 10) bytes[at++] = DASH;
    writeHex(bytes, { from: from + i, count: 1, to: at });
  }
}

function writeHex(
  bytes: Buffer,
  { from, count, to }: { readonly from: number; readonly count: number; readonly to: number },
): void {
  for (let i = 0; i < count; i++) {
    const byte = bytes[from + i] as number;
    bytes[to + 2 * i] = HEX[byte >> 4] as number;
    bytes[to + 2 * i + 1] = HEX[byte & 15] as number;
  }
}

/** Writes instants of the years 0 to 9999 as `2024-02-29T23:59:59.999Z`; the date of the last one is remembered. */
export class InstantWriter {
  readonly #date = Buffer.alloc(10);
  #days = Number.NaN;

  write(bytes: Buffer, at: number, epochMs: number): void {
    const days = Math.floor(epochMs / DAY_MS);
    const ms = epochMs - days * DAY_MS;
    if (days !== this.#days) this.#readDate(days);
    for (let i = 0; i < 10; i++) bytes[at + i] = this.#date[i] as number;
    bytes[at + 10] = CAPITAL_T;
    const seconds = Math.floor(ms / 1000);
    const minutes = Math.floor(seconds / 60);
    const hours = Math.floor(minutes / 60);
    writeTwo(bytes, at + 11, hours);
    bytes[at + 13] = COLON;
    writeTwo(bytes, at + 14, minutes - hours * 60);
    bytes[at + 16] = COLON;
    writeTwo(bytes, at + 17, seconds - minutes * 60);
    bytes[at + 19] = POINT;
    const rest = ms - seconds * 1000;
    const hundreds = Math.floor(rest / 100);
    bytes[at + 20] = ZERO + hundreds;
    writeTwo(bytes, at + 21, rest - hundreds * 100);
    bytes[at + 23] = CAPITAL_Z;
  }

  /** As "days to civil" of Howard Hinnant's date algorithms. */
  #readDate(days: number): void {
    this.#days = days;
    const shifted = days + DAYS_BEFORE_1970;
    const era = Math.floor(shifted / DAYS_OF_ERA);
    const dayOfEra = shifted - era * DAYS_OF_ERA;
    const yearOfEra = Math.floor(
      (dayOfEra -
        Math.floor(dayOfEra / DAYS_OF_4_YEARS) +
        Math.floor(dayOfEra / DAYS_OF_CENTURY) -
        Math.floor(dayOfEra / (DAYS_OF_ERA - 1))) /
        DAYS_OF_YEAR,
    );
    const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
    const dayOfYear = dayOfEra - (DAYS_OF_YEAR * yearOfEra + leapDays);
    const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
    const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
    const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
    const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
    const date = this.#date;
    writeTwo(date, 0, Math.floor(year / 100));
    writeTwo(date, 2, year % 100);
    date[4] = DASH;
    writeTwo(date, 5, month);
    date[7] = DASH;
    writeTwo(date, 8, day);
  }
}

function writeTwo(bytes: Buffer, at: number, value: number): void {
  const tens = (value * 205) >> 11;
  bytes[at] = ZERO + tens;
  bytes[at + 1] = ZERO + value - tens * 10;
}
