import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apiLogs } from "@cloudapi/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { memorySink } from "../sink/memory-sink.ts";
import { fileSource } from "./file-source.ts";
import { transform } from "./transform.ts";

const cell = fc.record({
  day: fc.integer({ min: 10, max: 14 }),
  endpoint: fc.constantFrom("/api/users", "/api/orders", "/häfen", '/with "quotes"', "none"),
  method: fc.constantFrom("GET", "POST", "BREW", null),
  status_code: fc.constantFrom(200, 404, 99, 200.5),
  response_time_ms: fc.oneof(fc.double({ min: 0, max: 1e6, noNaN: true }), fc.constant(null)),
  user_id: fc.option(fc.nat({ max: 40 }).map((id) => `user_${id}`)),
  ip_address: fc.constantFrom("10.0.0.1", "10.0.0.2", "::1", "10.0.0.256"),
});

/** The files that rows are written to: those of JSON Lines are taken by their bytes, those of a list by the parser. */
async function write(text: string, format: "json") {
  const sink = memorySink();
  const options = { sourceId: "same", format, bufferBytes: 8_192, dropNullColumns: ["user_id"] };
  const report = await transform(apiLogs, text, sink, options);
  const { rowsWritten, rowsRejected, rowsDropped, rejectedByCode, objects } = report;
  const files = objects.map(({ key }) => [key, sink.objects.get(key)]);
  return { rowsWritten, rowsRejected, rowsDropped, rejectedByCode, files };
}

it("rows that are taken by their bytes are written as those of the parser are, byte for byte", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(cell, { minLength: 50, maxLength: 400 }), async (cells) => {
      const rows = cells.map(({ day, ...row }, i) =>
        JSON.stringify({ timestamp: `2025-01-${day}T10:30:45.${100 + (i % 900)}Z`, ...row }),
      );
      const lines = await write(rows.join("\n"), "json");
      expect(lines.files.length).toBeGreaterThan(0);
      expect(lines).toEqual(await write(`[${rows.join(",\n")}]`, "json"));
    }),
    { numRuns: propertyRuns(8) },
  );
});

it("a file that is read into the same memory again and again leaves what its bytes in one piece do", async () => {
  const folder = await mkdtemp(join(tmpdir(), "flat-rows-"));
  const path = join(folder, "long.ndjson");
  const lines = Array.from({ length: 20_000 }, (_, i) => {
    if (i % 500 === 499) return `{"endpoint":"/${"odd".repeat(i % 13)}"`;
    const timestamp = `2025-01-1${(i >> 10) % 5}T10:30:45.${100 + (i % 900)}Z`;
    const row = { timestamp, endpoint: `/api/${i % 300}`, status_code: 200, user_id: `user_${i}` };
    return JSON.stringify({ ...row, ip_address: `10.0.${i >> 8}.${i & 255}` });
  });
  const bytes = Buffer.from(lines.join("\n"));
  expect(bytes.length).toBeGreaterThan(2 * 1_048_576);
  try {
    await writeFile(path, bytes);
    const left = [fileSource(path), bytes].map(async (source) => {
      const sink = memorySink();
      const { rowsWritten, rejections } = await transform(apiLogs, source, sink, {
        sourceId: "same",
      });
      const files = [...sink.objects].filter(([key]) => key.endsWith(".parquet"));
      return { rowsWritten, rejections, files };
    });
    const [byFile, whole] = await Promise.all(left);
    expect(byFile?.rowsWritten).toBe(19_960);
    expect(byFile?.files).toHaveLength(5);
    expect(byFile).toEqual(whole);
  } finally {
    await rm(folder, { recursive: true });
  }
}, 120_000);
