import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import * as zlib from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../../scripts/lib/property-runs.ts";
import { openText } from "../open-text.ts";
import type { Source } from "../source.ts";
import { SourceError } from "../source-error.ts";
import type { OpenReader } from "./compression.ts";
import { decompress } from "./decompress.ts";
import { ZLIB } from "./zlib-reader.ts";
import { ZSTD } from "./zstd-reader.ts";

async function readAll(source: Source): Promise<string> {
  const { chunks } = await openText(source);
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(Uint8Array.from(chunk));
  return Buffer.concat(parts).toString("latin1");
}

/** What was read, and the failure after it. */
async function readUntilFailure(source: Source): Promise<[text: string, failure: unknown]> {
  const parts: Uint8Array[] = [];
  try {
    const { chunks } = await openText(source);
    for await (const chunk of chunks) parts.push(Uint8Array.from(chunk));
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return [Buffer.concat(parts).toString("latin1"), error];
  }
  return [Buffer.concat(parts).toString("latin1"), undefined];
}

function inPieces(bytes: Uint8Array, size: number): Source {
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
  return Readable.from(pieces);
}

/** Text that is not much smaller when it is compressed. */
function noise(lines: number): string {
  return Array.from(
    { length: lines },
    (_, n) => `${n},${createHash("sha256").update(String(n)).digest("base64")}\n`,
  ).join("");
}

const TEXT = "timestamp,endpoint\n2025-01-15T10:30:45Z,/api\n".repeat(50);
const LONG = noise(6000);
const { ZSTD_c_checksumFlag, ZSTD_c_contentSizeFlag } = zlib.constants;

function zstd(text: string | Uint8Array, params: Record<number, number> = {}): Buffer {
  return zlib.zstdCompressSync(text, { params: { [ZSTD_c_checksumFlag]: 1, ...params } });
}

function skippable(length: number): Buffer {
  const header = Buffer.from("552a4d1800000000", "hex");
  header.writeUInt32LE(length, 4);
  return Buffer.concat([header, Buffer.alloc(length, 7)]);
}

describe.each([
  ["zstd", ZSTD, zstd],
  ["zlib", ZLIB, (text: string) => zlib.deflateSync(text)],
])("%s", (name, compression, compress) => {
  it("is read by content, however it is cut", async () => {
    for (const text of [TEXT, "a", '{"a":1}\n']) {
      for (const size of [1, 7, 65_536])
        expect(await readAll(inPieces(compress(text), size))).toBe(text);
    }
    for (const size of [7, 65_536, 1_000_000])
      expect(await readAll(inPieces(compress(LONG), size))).toBe(LONG);
  });

  it("tells progress in compressed bytes", async () => {
    const bytes = compress(LONG);
    const open = await openText(inPieces(bytes, 10_000));
    for await (const _ of open.chunks) expect(open.bytesRead()).toBeLessThanOrEqual(bytes.length);
    expect(open.bytesRead()).toBe(bytes.length);
  });

  it("that is cut anywhere is told, with the number of bytes there are", async () => {
    const bytes = compress(noise(40));
    for (let length = 8; length < bytes.length; length += 11) {
      expect((await readUntilFailure(bytes.subarray(0, length)))[1]).toMatchObject({
        code: "SOURCE_TRUNCATED",
        byteOffset: length,
        message: `The ${name} data ends too early, after ${length} bytes: the file was cut short. Get the whole file again.`,
      });
    }
  });

  it("gives what stands before a fault, the same however it is cut", async () => {
    const whole = compress(LONG);
    const damaged = Buffer.from(whole);
    damaged[200_000] = (damaged[200_000] ?? 0) ^ 0x55;
    const cases = [damaged, whole.subarray(0, 200_000), Buffer.concat([whole, Buffer.from("x\n")])];
    for (const bytes of cases) {
      const [text, failure] = await readUntilFailure(bytes);
      expect(text.length).toBeGreaterThan(100_000);
      expect(LONG.startsWith(text.slice(0, 100_000))).toBe(true);
      expect(failure).toMatchObject({ code: /./, byteOffset: expect.any(Number) as number });
      for (const size of [1000, 16_384, 60_000])
        expect(await readUntilFailure(inPieces(bytes, size))).toEqual([text, failure]);
    }
  });

  it("that is damaged anywhere is never read as other text", async () => {
    const bytes = compress(noise(60));
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 12, max: bytes.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (place, change) => {
          const damaged = Buffer.from(bytes);
          damaged[place] = (damaged[place] ?? 0) ^ change;
          const [text, failure] = await readUntilFailure(damaged);
          const isTold = failure instanceof SourceError && failure.code.startsWith("SOURCE_");
          expect(isTold || text === noise(60)).toBe(true);
        },
      ),
      { numRuns: propertyRuns(120) },
    );
  });

  it("may be followed by zero bytes, and by nothing else", async () => {
    const bytes = compress(TEXT);
    expect(await readAll(Buffer.concat([bytes, Buffer.alloc(20)]))).toBe(TEXT);
    for (const trailing of ["\n", '{"a":1}\n', "\0\0\0x"]) {
      const whole = Buffer.concat([bytes, Buffer.from(trailing)]);
      for (const size of [1, 5, whole.length])
        expect(await readUntilFailure(inPieces(whole, size))).toMatchObject([
          TEXT,
          {
            code: "SOURCE_CORRUPT",
            byteOffset: bytes.length + trailing.search(/[^\0]/),
            message: expect.stringContaining(`Bytes that are not ${name} follow`) as string,
          },
        ]);
    }
  });

  it("is decompressed no faster than it is taken", async () => {
    const bomb = compress("0".repeat(50_000_000));
    expect(bomb.length).toBeLessThan(100_000);
    let given = 0;
    const open: OpenReader = (give) =>
      compression.open((bytes) => {
        given += bytes.length;
        return give(bytes);
      });
    for await (const chunk of decompress(Readable.from([bomb]), open)) {
      expect(chunk.length).toBeGreaterThan(0);
      await new Promise((resolve) => setTimeout(resolve, 50));
      break;
    }
    expect(given).toBeLessThan(500_000);
  });

  it("inside holds text, and no other layer", async () => {
    expect((await readUntilFailure(compress(zlib.gzipSync(TEXT).toString("latin1"))))[0]).not.toBe(
      TEXT,
    );
    const [, failure] = await readUntilFailure(
      name === "zstd" ? zstd(zlib.gzipSync(TEXT)) : zlib.deflateSync(zlib.gzipSync(TEXT)),
    );
    expect(failure).toMatchObject({
      code: "SOURCE_UNSUPPORTED_FORMAT",
      message: `Inside the ${name} data there is another layer of gzip data; only JSON and CSV text is read. Decompress it once first.`,
    });
  });
});

describe("zstd", () => {
  it("is read in frames, with a checksum and without, with its size and without, skippable ones between", async () => {
    const plain = { [ZSTD_c_checksumFlag]: 0, [ZSTD_c_contentSizeFlag]: 0 };
    const frames = [
      skippable(10),
      zstd("ab\n"),
      zstd("", plain),
      zstd("cd\n", plain),
      skippable(0),
      skippable(70_000),
      zstd(LONG),
      zstd("x".repeat(300_000)),
      skippable(3),
    ];
    for (const size of [6, 65_536, 1_000_000])
      expect(await readAll(inPieces(Buffer.concat(frames), size))).toBe(
        `ab\ncd\n${LONG}${"x".repeat(300_000)}`,
      );
  });

  it("that needs more than 128 MiB of memory, or a dictionary, is refused", async () => {
    // A frame with a window of 256 MiB, and one block: 128 KiB of the same byte.
    const wide = Buffer.from("28b52ffd0090030010", "hex");
    expect((await readUntilFailure(wide))[1]).toMatchObject({
      code: "SOURCE_UNSUPPORTED_FORMAT",
      message: expect.stringContaining("more than 128 MiB of memory") as string,
    });
    const dictionary = Buffer.from("28b52ffd2109", "hex");
    expect((await readUntilFailure(Buffer.concat([dictionary, wide])))[1]).toMatchObject({
      code: "SOURCE_UNSUPPORTED_FORMAT",
      message: expect.stringContaining("compressed with a dictionary") as string,
    });
  });
});

describe("zlib", () => {
  it("is told from text that begins with the same letters", async () => {
    for (const text of ["x^2,y\n1,2\n", "x^\n", "x^", "x\u0680,b\n1,2\n"])
      expect(await readAll(text)).toBe(Buffer.from(text).toString("latin1"));
    const latin1 = Buffer.from("x^2;größe\n1;2\n", "latin1");
    expect(await readAll(latin1)).toBe(latin1.toString("latin1"));
  });

  it.each([0, 1, 4, 6, 9])("of level %i is read", async (level) => {
    expect(await readAll(zlib.deflateSync(TEXT, { level }))).toBe(TEXT);
    expect(await readAll(zlib.deflateSync(LONG, { level }))).toBe(LONG);
  });
});
