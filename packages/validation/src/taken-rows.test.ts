import { apiLogs } from "@cloudapi/core";
import { REUSED_CHUNKS } from "@cloudapi/records/internal";
import { expect, it } from "vitest";
import { validateCsv } from "./validate-csv.ts";
import { validateJson } from "./validate-json.ts";

const CHUNK_BYTES = 100_000;
const CELLS = [
  ['"2025-01-15T10:30:45.123Z"', '"2025-01-15T10:30:45.1239Z"', '"yesterday"'],
  ['"/api/users"', '"\\/api\\/users"', '"/api/ü"', '"api"'],
  ["200", "404", "2e2", "999", '"200"'],
  ["12.5", "null", "0.30000000000000004", "-1"],
] as const;
const NAMES = ["timestamp", "endpoint", "status_code", "response_time_ms"] as const;

/** Lines of which most fit, some have a field that nobody knows, and some do not fit. */
const LINES = Array.from({ length: 20_000 }, (_, i) => {
  const pick = (cells: readonly string[], at: number) =>
    i % 7 < 5 ? cells[0] : cells[(i + at) % cells.length];
  const pairs = NAMES.map((name, at) => `"${name}":${pick(CELLS[at] ?? [], at)}`);
  return `{${[...pairs, ...(i % 11 === 0 ? [`"other":${i}`] : [])].join(",")}}`;
});
const TEXT = `${LINES.join("\n")}\n`;

/** A source that reads into the same memory again and again, for those who copy. */
function reusing(text: string) {
  const bytes = Buffer.from(text);
  async function* reused(): AsyncGenerator<Uint8Array> {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES)
      yield await Promise.resolve(chunk.subarray(0, bytes.copy(chunk, 0, at, at + CHUNK_BYTES)));
  }
  const refuse = (): AsyncGenerator<Uint8Array> => {
    throw new Error("chunks in memory of their own were asked for");
  };
  return { [Symbol.asyncIterator]: Object.assign(refuse, { [REUSED_CHUNKS]: reused }) };
}

it("rows are counted alike whether they are asked for or not, and rejected ones are the same", async () => {
  const rows: unknown[] = [];
  const counted = await validateJson(apiLogs, TEXT);
  const given = await validateJson(apiLogs, TEXT, { onRecord: (row) => rows.push(row) });
  expect(counted).toEqual(given);
  expect(counted.rowsIn).toBe(LINES.length);
  expect(counted.rowsValid).toBe(rows.length);
  expect(counted.rowsRejected).toBeGreaterThan(1_000);
  expect(counted.unknownFields).toEqual({ other: Math.ceil(LINES.length / 11) });
  expect(counted.timestampsTruncated).toBeGreaterThan(100);
});

it("a source may read into the same memory again and again", async () => {
  expect(await validateJson(apiLogs, reusing(TEXT))).toEqual(await validateJson(apiLogs, TEXT));
  const header = `${NAMES.join(",")}\n`;
  const csv = header + "2025-01-15T10:30:45Z,/api/users,200,1.5\nyesterday,/,200,\n".repeat(5_000);
  expect(await validateCsv(apiLogs, reusing(csv))).toEqual(await validateCsv(apiLogs, csv));
});
