import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { FRAMERS, take } from "../../test/framers.ts";
import type { Framer } from "./framer.ts";
import { type RawRecord, rawBytes } from "./raw-record.ts";

/** Text made of the pieces that matter to a framer, so that every combination of them comes up. */
const hostileBytes = fc
  .array(
    fc.constantFrom(
      '"',
      '"',
      ",",
      ",",
      "\n",
      "\n",
      "\r",
      "\r\n",
      "{",
      "}",
      "[",
      "]",
      ":",
      "\\",
      " ",
      "a",
      "1",
      "\0",
      '{"a":1}',
      '"b"',
      "},{",
      '""',
      '{"a":[{}',
      "\xff",
      "\u00e9",
    ),
    { maxLength: 60 },
  )
  .map((pieces) =>
    Buffer.concat(pieces.map((piece) => Buffer.from(piece, piece === "\xff" ? "latin1" : "utf8"))),
  );

const cuts = fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 8 });

function frame(framer: Framer, bytes: Buffer, cutPlaces: readonly number[]) {
  const places = [...new Set(cutPlaces)]
    .filter((place) => place < bytes.length)
    .sort((a, b) => a - b);
  const records: RawRecord[] = [];
  const problems = [];
  for (const [index, start] of [0, ...places].entries()) {
    records.push(...take(framer.push(bytes.subarray(start, places[index] ?? bytes.length))));
    problems.push(...framer.takeProblems());
  }
  records.push(...take(framer.end()));
  problems.push(...framer.takeProblems());
  return { records, problems };
}

function plain({ records, problems }: ReturnType<typeof frame>) {
  const shown = records.map((record) => {
    const { line, byteOffset, byteLength, isLast, isQuoted, fault } = record;
    return {
      line,
      byteOffset,
      byteLength,
      isLast,
      isQuoted,
      fault,
      bytes: rawBytes(record).toString("latin1"),
    };
  });
  return { records: shown, problems };
}

describe.each(Object.keys(FRAMERS))("%s", (name) => {
  const make = FRAMERS[name] as (maxRecordBytes: number) => Framer;

  it("gives the same records however the bytes are cut into chunks", () => {
    fc.assert(
      fc.property(hostileBytes, cuts, fc.constantFrom(1, 3, 8, 20, 1000), (bytes, places, max) => {
        const whole = plain(frame(make(max), bytes, []));
        expect(plain(frame(make(max), bytes, places))).toEqual(whole);
        expect(plain(frame(make(max), bytes, [...bytes.keys()]))).toEqual(whole);
      }),
      { numRuns: propertyRuns(300) },
    );
  });

  it("gives records in order, each with its own bytes, its line, and its length", () => {
    fc.assert(
      fc.property(hostileBytes, fc.constantFrom(3, 20, 1000), (bytes, max) => {
        let end = 0;
        for (const record of frame(make(max), bytes, []).records) {
          const { byteOffset, byteLength } = record;
          const kept = rawBytes(record);
          expect(byteOffset).toBeGreaterThanOrEqual(end);
          expect(byteLength).toBeGreaterThan(0);
          expect(kept).toEqual(bytes.subarray(byteOffset, byteOffset + kept.length));
          expect(kept.length === byteLength || byteLength > max).toBe(true);
          expect(record.fault?.code === "record_too_large").toBe(byteLength > max);
          expect(record.line).toBe(linesBefore(name, bytes, byteOffset) + 1);
          end = byteOffset + byteLength;
        }
        expect(end).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: propertyRuns(300) },
    );
  });

  it("says of no record that it is larger than it is", () => {
    const bytes = Buffer.from('"""]');
    for (const record of frame(make(3), bytes, []).records)
      expect(record.fault?.code === "record_too_large").toBe(record.byteLength > 3);
  });

  it("leaves nothing out but blanks and what separates records", () => {
    fc.assert(
      fc.property(hostileBytes, (bytes) => {
        const left = Buffer.from(bytes);
        for (const { byteOffset, byteLength } of frame(make(1000), bytes, []).records)
          left.fill(32, byteOffset, byteOffset + byteLength);
        expect(left.toString("latin1")).toMatch(
          name === "array" ? /^[\s,]*\[?[\s,]*(?:\][\s]*)?$/ : /^[ \t\r\n]*$/,
        );
      }),
      { numRuns: propertyRuns(300) },
    );
  });

  it("takes bytes one by one in time that grows with their number", () => {
    const bytes = Buffer.from(
      name === "csv" ? `${"x".repeat(59_998)}\n` : `[${"1".repeat(59_997)}]\n`,
    );
    const framer = make(1_000_000);
    const started = performance.now();
    for (let at = 0; at < bytes.length; at++) take(framer.push(bytes.subarray(at, at + 1)));
    take(framer.end());
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

it.each([
  ["csv", '"open,1\n', "a,1\n", ""],
  ["array", '[{"open":[\n', '{"a":1},\n', "]"],
])("%s: records that waited behind a fault come a few at a time", (name, fault, record, end) => {
  const count = 20_000;
  const framer = FRAMERS[name]?.(16_777_216);
  if (framer === undefined) throw new Error(`there is no framer of ${name}`);
  const sizes: number[] = [];
  const bytes = Buffer.from(fault + record.repeat(count) + end);
  for (const batches of [framer.push(bytes), framer.end()])
    for (const batch of batches) sizes.push(batch.length);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(count + 1);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(256);
});

function linesBefore(name: string, bytes: Buffer, offset: number): number {
  const before = bytes.subarray(0, offset).toString("latin1");
  return before.split(name === "csv" ? /\r\n|\n|\r/ : "\n").length - 1;
}
