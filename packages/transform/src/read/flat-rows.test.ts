import { apiLogs } from "@cloudapi/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { memorySink } from "../sink/memory-sink.ts";
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
