import { type RawRecord, rawBytes, rawText } from "../framing/raw-record.ts";
import type { Issue } from "../report/issue.ts";

/** The text of a record, or why it has none: it is not valid UTF-8. */
export function textOf(record: RawRecord): string | Issue {
  return rawText(record) ?? invalidUtf8(record);
}

function invalidUtf8(record: RawRecord): Issue {
  const bytes = rawBytes(record);
  const at = firstInvalidByte(bytes);
  const received = `byte 0x${(bytes[at] ?? 0).toString(16).padStart(2, "0").toUpperCase()}`;
  const isCut = record.isLast && isBeginning(bytes.subarray(at, at + 5));
  return {
    code: isCut ? "truncated_record" : "invalid_utf8",
    path: [],
    expected: "UTF-8",
    received,
    message: `Expected UTF-8, found ${received} at byte ${at + 1} of the record (offset ${record.byteOffset + at}). ${advice(isCut, bytes[at] ?? 0)}`,
  };
}

/** Whether the bytes begin a UTF-8 character and end within it. */
function isBeginning([lead = 0, ...rest]: Uint8Array): boolean {
  const following = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
  return (
    lead >= 0xc2 &&
    lead <= 0xf4 &&
    rest.length < following &&
    rest.every((byte) => (byte & 0xc0) === 0x80)
  );
}

function advice(isCut: boolean, byte: number): string {
  if (isCut) return "The file ends in the middle of a character; it was cut short.";
  const isLetter = byte >= 0xc0;
  const guess = isLetter
    ? ` (it is "${String.fromCharCode(byte)}" in ISO-8859-1 and Windows-1252)`
    : "";
  return `If the file is in another encoding${guess}, convert it to UTF-8 (CSV: csvFormat({ encoding }) reads it); if not, it is damaged here.`;
}

const REPLACEMENT = "\uFFFD";
const REPLACEMENT_BYTES = Buffer.from(REPLACEMENT);

/** The place of the first byte that is not valid UTF-8: the first U+FFFD of the decoded text that is not there as itself. */
export function firstInvalidByte(bytes: Buffer): number {
  const text = bytes.toString("utf8");
  let offset = 0;
  let from = 0;
  for (let found = text.indexOf(REPLACEMENT); found >= 0; found = text.indexOf(REPLACEMENT, from)) {
    offset += Buffer.byteLength(text.slice(from, found));
    if (!bytes.subarray(offset, offset + 3).equals(REPLACEMENT_BYTES)) return offset;
    offset += 3;
    from = found + 1;
  }
  return bytes.length;
}

/** What is wrong with a record that has a NUL byte, or `undefined`; text that people write has none. */
export function nulIssue(record: RawRecord): Issue | undefined {
  if (!record.block.hasNul) return undefined;
  const at = rawBytes(record).indexOf(0);
  return at < 0 ? undefined : nulByteIssue(at, record.byteOffset + at);
}

/** The issue of a NUL byte at a place of its record, and of the source. */
export function nulByteIssue(at: number, offset: number): Issue {
  return {
    code: "nul_byte",
    path: [],
    expected: "text",
    received: "byte 0x00",
    message: `Expected text, found a NUL byte at byte ${at + 1} of the record (offset ${offset}). The file was damaged or not written completely, or it is in an encoding other than UTF-8.`,
  };
}
