import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { apiLogs } from "@cloudapi/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { gzips, texts } from "../../test/damaged-files.ts";
import type { Source } from "../source/source.ts";
import { SourceError } from "../source/source-error.ts";
import { type ReadOptions, readCheckedRecords } from "./read-checked-records.ts";

/** All that reading a source says, and how it ends. */
async function read(source: Source, options: ReadOptions) {
  const records: unknown[] = [];
  const problems: unknown[] = [];
  const warnings: unknown[] = [];
  let last: { format: string; bytesRead: number } | undefined;
  let failure: unknown;
  try {
    for await (const batch of readCheckedRecords(apiLogs, source, options)) {
      last = { format: batch.format, bytesRead: batch.bytesRead };
      problems.push(...batch.problems);
      warnings.push(...batch.warnings);
      for (const record of batch.records) {
        const { line, byteOffset, byteLength, raw, rawTruncated, valid, unknownFields } = record;
        const said = record.valid ? record.value : record.issues;
        records.push({
          line,
          byteOffset,
          byteLength,
          raw,
          rawTruncated,
          valid,
          unknownFields,
          said,
        });
      }
    }
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const { code, message, byteOffset } = error;
    failure = { code, message, byteOffset };
  }
  return { records, problems, warnings, last, failure };
}

async function* cut(bytes: Uint8Array, places: readonly number[]): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  const inside = [...new Set(places)].filter((place) => place > 0 && place < bytes.length);
  const starts = [0, ...inside.toSorted((a, b) => a - b)];
  for (const [index, start] of starts.entries())
    yield bytes.subarray(start, starts[index + 1] ?? bytes.length);
}

const OPTIONS = fc.record({
  format: fc.constantFrom("json", "csv", "auto"),
  maxRecordBytes: fc.constantFrom(60, 256, 16_777_216),
  maxDepth: fc.constantFrom(3, 256),
}) as fc.Arbitrary<ReadOptions>;

describe("where chunks are cut changes nothing of what is said", () => {
  it.each([
    ["text", texts],
    ["gzip", gzips],
  ])("of %s, good or damaged", async (_name, files) => {
    await fc.assert(
      fc.asyncProperty(
        files,
        fc.array(fc.nat({ max: 3000 }), { maxLength: 6 }),
        OPTIONS,
        async (bytes, places, options) => {
          const whole = await read(bytes, options);
          expect(await read(cut(bytes, places), options)).toEqual(whole);
          expect(await read(cut(bytes, [...bytes.keys()]), options)).toEqual(whole);
        },
      ),
      { numRuns: propertyRuns(150) },
    );
  });

  it("of gzip that is larger than what is decompressed at a time", async () => {
    const lines = Array.from({ length: 4000 }, (_, n) => {
      const noise = createHash("sha512").update(String(n)).digest("base64");
      return `{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/${noise}","status_code":200}\n`;
    });
    const zipped = gzipSync(lines.join(""));
    const text = Buffer.from('{"endpoint":"/behind"}\n');
    const damaged = Buffer.from(zipped);
    damaged[180_000] = (damaged[180_000] ?? 0) ^ 0x55;
    // Much that comes of one piece, up to the fault in it.
    const dense = gzipSync(`${lines[0]?.trim()}\n`.repeat(20_000));
    dense[dense.length - 100] = (dense[dense.length - 100] ?? 0) ^ 0x55;
    for (const bytes of [
      Buffer.concat([zipped, text]),
      damaged,
      zipped.subarray(0, 180_000),
      dense,
    ]) {
      const whole = await read(bytes, {});
      expect(whole.records.length).toBeGreaterThan(1000);
      expect(whole.failure).toMatchObject({
        code: expect.stringMatching(/^SOURCE_GZIP_/) as string,
      });
      for (const size of [1000, 16_384, 60_000]) {
        const places = Array.from({ length: bytes.length / size }, (_, n) => n * size);
        expect(await read(cut(bytes, places), {})).toEqual(whole);
      }
    }
  });
});

describe("gzip that is followed by text", () => {
  it("gives the rows before it, in one chunk as in two", async () => {
    const row = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/","status_code":200}\n';
    const zipped = gzipSync(row.repeat(3));
    const bytes = Buffer.concat([zipped, Buffer.from(row)]);
    for (const source of [bytes, cut(bytes, [zipped.length])]) {
      const { records, failure } = await read(source, {});
      expect(records.length).toBe(3);
      expect(failure).toMatchObject({ code: "SOURCE_GZIP_CORRUPT", byteOffset: zipped.length });
    }
  });
});
