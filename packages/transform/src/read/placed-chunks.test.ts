import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { apiLogs } from "@cloudapi/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { fileSource, memorySink, transform } from "../index.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "placed-chunks-"));
});
afterAll(() => rm(folder, { recursive: true }));

it.each([
  ["json-lines", (text: string) => text],
  ["json-lines with a byte order mark", (text: string) => `\uFEFF${text}`],
  ["json-array", (text: string) => `[${text.trimEnd().replaceAll("\n", ",\n")}]`],
  ["gzip", (text: string) => gzipSync(text)],
])(
  "a file of %s, which is read to where it is wanted, gives the files that its bytes do",
  async (_, made) => {
    const lines = Array.from({ length: 6_000 }, (__, row) => {
      const long = row % 1_500 === 7 ? "x".repeat(90_000) : "y".repeat(1 + (row % 41));
      const user = row % 97 === 3 ? `"ü${long}"` : `"${long}"`;
      const status = row % 50 === 11 ? 2_000 : 200;
      return `{"timestamp":"2025-01-1${row % 3}T10:30:45Z","endpoint":"/api/users","status_code":${status},"user_id":${user}}`;
    });
    const content = Buffer.from(made(`${lines.join("\n")}\n`));
    const path = join(folder, "placed");
    await writeFile(path, content);
    const [placed, given] = [memorySink(), memorySink()];
    const sourceId = "placed";
    const report = await transform(apiLogs, fileSource(path), placed, { sourceId });
    const other = await transform(apiLogs, Readable.from(pieces(content)), given, { sourceId });
    expect(report).toMatchObject({ rowsIn: 6_000, rowsRejected: 120 });
    expect({ ...report, durationMs: 0 }).toEqual({ ...other, durationMs: 0 });
    const parquet = [...placed.objects].filter(([key]) => key.endsWith(".parquet"));
    expect(parquet.length).toBeGreaterThan(2);
    for (const [key, bytes] of parquet)
      expect(Buffer.compare(bytes, given.objects.get(key) ?? Buffer.alloc(0))).toBe(0);
  },
);

/** Odd pieces, so that lines are cut elsewhere. */
function* pieces(content: Buffer): Generator<Buffer> {
  for (let at = 0; at < content.length; at += 31_337) yield content.subarray(at, at + 31_337);
}
