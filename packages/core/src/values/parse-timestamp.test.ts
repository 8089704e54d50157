import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_EPOCH_MS, MIN_EPOCH_MS, parseTimestamp } from "./parse-timestamp.ts";

const instants = fc.integer({ min: MIN_EPOCH_MS, max: MAX_EPOCH_MS });

describe("parseTimestamp", () => {
  it("reads what Date.toISOString writes, at any instant", () => {
    fc.assert(
      fc.property(instants, (ms) => {
        expect(parseTimestamp(new Date(ms).toISOString())).toEqual({
          epochMs: ms,
          truncated: false,
        });
      }),
    );
  });

  it("reads the same instant at any offset", () => {
    const offsets = fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 });
    const safe = fc.integer({ min: MIN_EPOCH_MS + 86_400_000, max: MAX_EPOCH_MS - 86_400_000 });
    fc.assert(
      fc.property(safe, offsets, (ms, offset) => {
        const local = new Date(ms + offset * 60_000).toISOString().slice(0, -1);
        const size = Math.abs(offset);
        const two = (n: number) => String(n).padStart(2, "0");
        const zone = `${offset < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
        expect(parseTimestamp(local + zone)?.epochMs).toBe(ms);
      }),
    );
  });

  it("agrees with Date on whether a day exists", () => {
    const part = (max: number) => fc.integer({ min: 0, max });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9999 }), part(13), part(32), (year, month, day) => {
        const two = (n: number) => String(n).padStart(2, "0");
        const text = `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}T00:00:00.000Z`;
        const date = new Date(text);
        const exists = !Number.isNaN(date.getTime()) && date.toISOString() === text;
        expect(parseTimestamp(text)?.epochMs).toBe(exists ? date.getTime() : undefined);
      }),
    );
  });

  it.each([
    ["2025-01-15T10:30:45.1Z", 100, false],
    ["2025-01-15T10:30:45.12Z", 120, false],
    ["2025-01-15T10:30:45.123000Z", 123, false],
    ["2025-01-15T10:30:45.1239Z", 123, true],
    ["2025-01-15T10:30:45.999999999Z", 999, true],
    ["2025-01-15t10:30:45z", 0, false],
  ])("cuts %s to milliseconds", (text, ms, truncated) => {
    const second = Date.UTC(2025, 0, 15, 10, 30, 45);
    expect(parseTimestamp(text)).toEqual({ epochMs: second + ms, truncated });
  });

  it("counts a leap second as the last millisecond of its UTC day, whatever the offset", () => {
    const last = Date.UTC(2016, 11, 31, 23, 59, 59, 999);
    expect(parseTimestamp("2016-12-31T23:59:60Z")?.epochMs).toBe(last);
    expect(parseTimestamp("2016-12-31T23:59:60.7Z")?.epochMs).toBe(last);
    expect(parseTimestamp("2017-01-01T05:29:60+05:30")?.epochMs).toBe(last);
    expect(parseTimestamp("2016-12-31T23:59:60+01:00")).toBeUndefined();
    expect(parseTimestamp("2016-12-31T12:00:60Z")).toBeUndefined();
    expect(parseTimestamp("2016-12-31T23:59:61Z")).toBeUndefined();
  });

  it.each([
    "",
    "2025-01-15",
    "2025-01-15T10:30Z",
    "2025-01-15T10:30:45",
    "2025-01-15 10:30:45Z",
    "2025-01-15T10:30:45.Z",
    "2025-01-15T24:00:00Z",
    "2025-01-15T10:60:00Z",
    "2025-02-30T00:00:00Z",
    "2025-00-10T00:00:00Z",
    "2023-02-29T00:00:00Z",
    "0000-01-01T00:00:00Z",
    "2025-01-15T10:30:45+0100",
    "2025-01-15T10:30:45+24:00",
    "2025-01-15T10:30:45+01:60",
    "2025-01-15T10:30:45ZZ",
    " 2025-01-15T10:30:45Z",
    "2025-01-15T10:30:45Z ",
    "+2025-01-15T10:30:45Z",
    "2025-1-15T10:30:45Z",
    "2025-01-15T10:30:45,5Z",
    "２025-01-15T10:30:45Z",
    "0001-01-01T00:00:00+00:01",
    "9999-12-31T23:59:59-00:01",
  ])("refuses %j", (text) => {
    expect(parseTimestamp(text)).toBeUndefined();
  });
});
