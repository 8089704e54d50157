import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../../scripts/lib/property-runs.ts";
import { openText } from "../open-text.ts";
import type { Source } from "../source.ts";
import { SourceError } from "../source-error.ts";
import { BZIP2 } from "./bzip2/bzip2-reader.ts";
import { decompress } from "./decompress.ts";

const folder = new URL("../../../../../fixtures/compressed/", import.meta.url);

function fixture(name: string): Promise<Buffer> {
  return readFile(new URL(name, folder));
}

function noise(lines: number): string {
  return Array.from(
    { length: lines },
    (_, n) => `${n},${createHash("sha256").update(String(n)).digest("base64")}\n`,
  ).join("");
}

const TEXT = noise(200);

/** What was read, and the failure after it. */
async function read(source: Source): Promise<{ text: string; failure?: SourceError }> {
  const parts: Uint8Array[] = [];
  const text = () => Buffer.concat(parts).toString("latin1");
  try {
    const { chunks } = await openText(source);
    for await (const chunk of chunks) parts.push(Uint8Array.from(chunk));
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return { text: text(), failure: error };
  }
  return { text: text() };
}

function inPieces(bytes: Uint8Array, size: number): Source {
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
  return Readable.from(pieces);
}

/** What is not right of reading damaged bytes: other text than there was, and no word of it. */
async function unnoticed(bytes: Buffer, place: number, change: number): Promise<boolean> {
  const damaged = Buffer.from(bytes);
  damaged[place] = (damaged[place] ?? 0) ^ change;
  const { text, failure } = await read(damaged);
  return failure === undefined && text !== TEXT;
}

it.each([
  "noise.csv.zst",
  "streams.csv.bz2",
  "file.zip",
  "stored.zip",
  "stream.zip",
  "mac.zip",
  "python-zip64.zip",
])("%s is read, however it is cut", async (name) => {
  const bytes = await fixture(name);
  for (const size of [1, 13, 65_536])
    expect(await read(inPieces(bytes, size))).toEqual({ text: TEXT });
});

it.each(["noise.csv.zst", "streams.csv.bz2", "file.zip", "stream.zip", "python-zip64.zip"])(
  "%s that is cut anywhere is told",
  async (name) => {
    const bytes = await fixture(name);
    const ends = name === "streams.csv.bz2" ? [100, 3000, 5400] : [100, 4000, bytes.length - 1];
    for (const end of [...ends, bytes.length - 70]) {
      const { text, failure } = await read(bytes.subarray(0, end));
      expect(TEXT.startsWith(text)).toBe(true);
      expect(failure).toMatchObject({ code: "SOURCE_TRUNCATED", byteOffset: end });
    }
  },
);

it.each(["streams.csv.bz2", "file.zip", "python-zip64.zip"])(
  "%s that is damaged anywhere is never read as other text",
  async (name) => {
    const bytes = await fixture(name);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(bytes.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (place, change) => {
          // In the first bytes it may become something else than an archive.
          expect(place > 10 && (await unnoticed(bytes, place, change))).toBe(false);
        },
      ),
      { numRuns: propertyRuns(80) },
    );
  },
);

it.each(["streams.csv.bz2", "file.zip"])(
  "%s may be followed by zeros, not by text",
  async (name) => {
    const bytes = await fixture(name);
    expect(await read(Buffer.concat([bytes, Buffer.alloc(9)]))).toEqual({ text: TEXT });
    const { failure } = await read(Buffer.concat([bytes, Buffer.from('{"a":1}\n')]));
    expect(failure).toMatchObject({ code: "SOURCE_CORRUPT", byteOffset: bytes.length });
  },
);

describe("bzip2", () => {
  it("is read block by block, and what stands before a fault is given", async () => {
    const bytes = await fixture("long.csv.bz2");
    const text = noise(3000);
    expect(await read(bytes)).toEqual({ text });
    const cut = await read(bytes.subarray(0, bytes.length - 1000));
    expect(cut.text).toBe(text.slice(0, cut.text.length));
    expect(cut.text.length).toBeGreaterThan(80_000);
    for (const size of [1000, 50_000])
      expect(await read(inPieces(bytes.subarray(0, bytes.length - 1000), size))).toEqual(cut);
    const damaged = Buffer.from(bytes);
    damaged[bytes.length - 5] = (damaged[bytes.length - 5] ?? 0) ^ 1;
    expect(await read(damaged)).toMatchObject({ text, failure: { code: "SOURCE_CORRUPT" } });
  });

  it("is decompressed no faster than it is taken", async () => {
    let given = 0;
    for await (const chunk of decompress(Readable.from([await fixture("bomb.bz2")]), (give) =>
      BZIP2.open((bytes) => {
        given += bytes.length;
        return give(bytes);
      }),
    )) {
      expect(chunk.length).toBeGreaterThan(0);
      await new Promise((resolve) => setTimeout(resolve, 50));
      break;
    }
    expect(given).toBeLessThan(500_000);
  });

  it("whose bits are anything ends, and says so", async () => {
    const start = Buffer.from("425a6831314159265359", "hex");
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 40, maxLength: 400 }), async (rest) => {
        expect((await read(Buffer.concat([start, rest]))).failure?.code).toMatch(
          /^SOURCE_(?:CORRUPT|TRUNCATED)$/,
        );
      }),
      { numRuns: propertyRuns(200) },
    );
  });
});

describe("zip", () => {
  it.each([
    [
      "two.zip",
      'The zip archive has 2 files in it ("noise.csv", "other.csv"); one that has a single file is read. Unpack it, and read its files one by one.',
    ],
    [
      "encrypted.zip",
      'The zip archive has the file "noise.csv", which is encrypted. Unpack it with its password first.',
    ],
    [
      "bzip2-inside.zip",
      'The zip archive has the file "noise.csv", which is compressed in another way than zip\'s usual one (bzip2). Unpack it first.',
    ],
    [
      "stored-without-size.zip",
      'The zip archive has the file "noise.csv" uncompressed and without its size, so that its end can\'t be told. Unpack it first.',
    ],
  ])("%s is refused, with what is in it", async (name, message) => {
    expect((await read(await fixture(name))).failure).toMatchObject({
      code: "SOURCE_UNSUPPORTED_FORMAT",
      message,
    });
  });
});
