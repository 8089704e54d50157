import { Readable } from "node:stream";
import { brotliCompressSync, deflateRawSync, gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { openBytes, openText } from "./open-text.ts";
import { byteChunks, type Source } from "./source.ts";
import { SourceError } from "./source-error.ts";

async function readAll(source: Source, signal?: AbortSignal): Promise<string> {
  const { chunks } = await openText(source, signal);
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(Uint8Array.from(chunk));
  return Buffer.concat(parts).toString("latin1");
}

async function failureOf(source: Source): Promise<SourceError | undefined> {
  try {
    await readAll(source);
    return undefined;
  } catch (error) {
    if (error instanceof SourceError) return error;
    throw error;
  }
}

function cut(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
}

const TEXT = "timestamp,endpoint\n2025-01-15T10:30:45Z,/api\n".repeat(50);
const LONG = Array.from({ length: 4000 }, (_, index) => `line ${index * 7919}`).join("\n");

it.each([
  ["text", Buffer.from(LONG.repeat(3))],
  ["gzip", gzipSync(LONG)],
])("reads chunks of %s that share memory", async (_, bytes) => {
  async function* reused(size: number): AsyncGenerator<Uint8Array> {
    const memory = Buffer.alloc(size);
    for (const piece of cut(bytes, size)) {
      await Promise.resolve();
      memory.set(piece);
      yield memory.subarray(0, piece.length);
    }
  }
  for (const size of [7, 5000, 70_000]) {
    const text = await readAll(reused(size));
    expect([LONG, LONG.repeat(3)]).toContain(text);
  }
});

describe("kinds of sources", () => {
  const bytes = Buffer.from(TEXT);

  it.each([
    ["a string", () => TEXT],
    ["bytes", () => new Uint8Array(bytes)],
    ["a Node stream of buffers", () => Readable.from(cut(bytes, 100))],
    ["a Node stream of strings", () => Readable.from(cut(bytes, 100)).setEncoding("utf8")],
    ["a web stream", () => new Blob([bytes]).stream()],
    [
      "a generator",
      () =>
        (async function* () {
          await Promise.resolve();
          yield* cut(bytes, 7);
        })(),
    ],
    [
      "chunks of an ArrayBuffer and of another view",
      () =>
        (async function* () {
          await Promise.resolve();
          yield Uint8Array.from(bytes).buffer;
        })() as unknown as AsyncIterable<Uint8Array>,
    ],
  ])("%s", async (_name, make) => {
    expect(await readAll(make())).toBe(TEXT);
  });

  it.each([
    [42, "not a number."],
    [null, "not null."],
    [undefined, "not undefined."],
    [
      [{ a: 1 }],
      "not an array. Records that are already parsed are written by toParquet, and checked by validateRecord one by one.",
    ],
    [{ Body: 1 }, "not an object. Pass its Body."],
    [Promise.resolve(""), "not a Promise. Await the promise first."],
    [new Blob([]), "not a Blob. Pass blob.stream()."],
    [new Response(""), "not a Response. Pass its body."],
    [new URL("file:///x"), "not a URL. Pass createReadStream(url)."],
  ])("refuses %s", async (source, message) => {
    await expect(openText(source as unknown as Source)).rejects.toThrow(TypeError);
    await expect(openText(source as unknown as Source)).rejects.toThrow(message);
  });

  it("refuses chunks that are not bytes", async () => {
    await expect(readAll(Readable.from([{ a: 1 }]) as unknown as Source)).rejects.toThrow(
      "The source yields an object; its chunks must be Uint8Array or string.",
    );
  });

  it("puts characters together again that text chunks have cut", async () => {
    const chunks = (async function* () {
      await Promise.resolve();
      yield "\ud83d";
      yield "\ude00x";
      yield "\ud83d";
    })();
    expect(await readAll(chunks)).toBe(
      Buffer.concat([Buffer.from("😀x"), Buffer.from([0xed, 0xa0, 0xbd])]).toString("latin1"),
    );
  });

  it("writes half of a surrogate pair as bytes that are not valid UTF-8, never as U+FFFD", async () => {
    const text = `${"x".repeat(65_535)}😀\udc00é`;
    const bytesOfText = Buffer.from(await readAll(text), "latin1");
    expect(bytesOfText.includes("\uFFFD")).toBe(false);
    expect(bytesOfText.subarray(65_535)).toEqual(
      Buffer.concat([Buffer.from("😀"), Buffer.from([0xed, 0xb0, 0x80]), Buffer.from("é")]),
    );
  });
});

describe("aborting", () => {
  it("stops at once, even while a source never answers, and closes it", async () => {
    let closed = false;
    const silent: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => undefined),
        return: () => {
          closed = true;
          return Promise.resolve({ done: true, value: undefined });
        },
      }),
    };
    const reason = new Error("enough");
    await expect(readAll(silent, AbortSignal.timeout(20))).rejects.toMatchObject({
      name: "TimeoutError",
    });
    expect(closed).toBe(true);
    await expect(readAll(TEXT, AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  it("passes on what the source throws, as it is", async () => {
    const failure = new Error("connection lost");
    const source = (async function* () {
      yield Buffer.from("a\n");
      await Promise.resolve();
      throw failure;
    })();
    await expect(readAll(source)).rejects.toBe(failure);
    const zipped = (async function* () {
      yield gzipSync(TEXT).subarray(0, 30);
      await Promise.resolve();
      throw failure;
    })();
    await expect(readAll(zipped)).rejects.toBe(failure);
  });

  it("closes the source when reading stops early", async () => {
    let closed = false;
    const source = (async function* () {
      try {
        for (;;) {
          yield gzipSync(LONG);
          await Promise.resolve();
        }
      } finally {
        closed = true;
      }
    })();
    for await (const chunk of (await openText(source)).chunks) if (chunk.length > 0) break;
    await expect.poll(() => closed).toBe(true);
  });
});

describe("gzip", () => {
  it("is read by content, members in a row and zero padding included, however it is cut", async () => {
    const zipped = Buffer.concat([
      gzipSync("ab\n"),
      gzipSync(""),
      gzipSync(LONG),
      Buffer.alloc(20),
    ]);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 200, max: 5000 }), async (size) => {
        expect(await readAll(Readable.from(cut(zipped, size)))).toBe(`ab\n${LONG}`);
      }),
      { numRuns: propertyRuns(8), examples: [[7]] },
    );
  });

  it("that is cut anywhere is told, with the number of bytes there are", async () => {
    const zipped = Buffer.concat([gzipSync(TEXT), gzipSync(TEXT)]);
    for (let length = 3; length < zipped.length; length++) {
      if (length === zipped.length / 2) continue;
      const failure = await failureOf(zipped.subarray(0, length));
      expect(failure).toMatchObject({ code: "SOURCE_GZIP_TRUNCATED", byteOffset: length });
    }
    expect((await failureOf(zipped.subarray(0, 40)))?.message).toBe(
      "The gzip data ends too early, after 40 bytes: the file was cut short. Get the whole file again.",
    );
  });

  it("that is damaged is told", async () => {
    const zipped = gzipSync(LONG);
    zipped[500] = (zipped[500] ?? 0) ^ 0xff;
    expect(await failureOf(zipped)).toMatchObject({ code: "SOURCE_GZIP_CORRUPT" });
    const sum = gzipSync(TEXT);
    sum[sum.length - 8] = (sum[sum.length - 8] ?? 0) ^ 0xff;
    expect((await failureOf(sum))?.message).toContain("incorrect data check");
  });

  it.each([
    ["text", Buffer.from('{"a":1}\n')],
    ["text behind padding", Buffer.concat([Buffer.alloc(4), Buffer.from('{"a":1}\n')])],
    ["gzip behind padding", Buffer.concat([Buffer.alloc(4), gzipSync("lost?")])],
  ])("followed by %s loses nothing in silence", async (_name, trailing) => {
    const whole = Buffer.concat([gzipSync(TEXT), trailing]);
    for (const size of [1, 7, whole.length]) {
      expect(await failureOf(Readable.from(cut(whole, size)))).toMatchObject({
        code: "SOURCE_GZIP_CORRUPT",
      });
    }
  });

  it("inside gzip is refused", async () => {
    expect((await failureOf(gzipSync(gzipSync(TEXT))))?.message).toBe(
      "Inside the gzip data there is another layer of gzip data; only JSON and CSV text is read. Decompress it once first.",
    );
  });
});

const utf32le = (text: string) =>
  Buffer.concat(
    Array.from(text, (character) => {
      const unit = Buffer.alloc(4);
      unit.writeUInt32LE(character.codePointAt(0) ?? 0);
      return unit;
    }),
  );
const swapped = (bytes: Buffer, unit: 2 | 4) =>
  unit === 2 ? Buffer.from(bytes).swap16() : Buffer.from(bytes).swap32();

/** A tar file's first header, as GNU tar and others write it. */
function tarHeader(name: string): Buffer {
  const header = Buffer.alloc(512);
  header.write(`${name}\0`, 0);
  header.write("0000644\0", 100);
  header.write("00000000012\0", 124);
  header.write("        ", 148);
  header.write("0", 156);
  header.write("ustar\x0000", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return header;
}

describe("what is not UTF-8 text", () => {
  it.each([
    ["UTF-16LE", Buffer.from(`\uFEFF${TEXT}`, "utf16le")],
    ["UTF-16LE", Buffer.from(TEXT, "utf16le")],
    ["UTF-16LE", Buffer.from("{}", "utf16le")],
    ["UTF-16BE", swapped(Buffer.from(`\uFEFF${TEXT}`, "utf16le"), 2)],
    ["UTF-16BE", swapped(Buffer.from(TEXT, "utf16le"), 2)],
    ["UTF-32LE", utf32le(`\uFEFF${TEXT}`)],
    ["UTF-32LE", utf32le(TEXT)],
    ["UTF-32BE", swapped(utf32le(`\uFEFF${TEXT}`), 4)],
    ["UTF-32BE", swapped(utf32le(TEXT), 4)],
    ["GB18030", Buffer.concat([Buffer.from("84319533", "hex"), Buffer.from(TEXT)])],
  ])("%s is refused by name (case %#)", async (name, bytes) => {
    const message = `The source is text in ${name}; only UTF-8 is read. Convert it to UTF-8 first, for example with iconv.`;
    expect(await failureOf(bytes)).toMatchObject({ code: "SOURCE_UNSUPPORTED_ENCODING", message });
    expect((await failureOf(gzipSync(bytes)))?.message).toContain(
      `Inside the gzip data there is text in ${name}`,
    );
  });

  it.each([
    [
      "an Excel workbook (.xlsx) or another Office file",
      `504b03041400060008000000${Buffer.from("....[Content_Types].xml").toString("hex")}`,
    ],
    ["an old Excel workbook or another Office file", "d0cf11e0a1b11ae1"],
    ["an xz archive", "fd377a585a00"],
    ["a Parquet file", `${Buffer.from("PAR1").toString("hex")}15041500`],
    ["an ORC file", `${Buffer.from("ORC").toString("hex")}0a0b0801`],
    ["an Avro file", "4f626a0104"],
    ["a PDF document", Buffer.from("%PDF-1.7\n").toString("hex")],
    ["an SQLite database", Buffer.from("SQLite format 3\0").toString("hex")],
    ["a tar archive", tarHeader("logs.csv").toString("hex")],
    ["an HTML page", Buffer.from("\n<!DOCTYPE html><html>").toString("hex")],
    [
      "an XML document",
      Buffer.from('<?xml version="1.0"?><Error><Code>AccessDenied</Code>').toString("hex"),
    ],
  ])("%s is refused by name", async (name, hex) => {
    const failure = await failureOf(Buffer.from(hex, "hex"));
    expect(failure?.code).toBe("SOURCE_UNSUPPORTED_FORMAT");
    expect(failure?.message).toMatch(
      new RegExp(
        `^The source is ${name.replaceAll(/[().]/g, "\\$&")}; only JSON and CSV text is read\\. .+`,
      ),
    );
  });

  it("zstd is refused by name where only gzip is decompressed", async () => {
    const zipped = byteChunks(zstdCompressSync(TEXT));
    await expect(openBytes(zipped)).rejects.toThrow(
      "The source is a zstd archive; only JSON and CSV text is read. Decompress it first, or compress it with gzip, which is read as it is.",
    );
  });

  it("names of formats in text are text, since what belongs to them does not follow", async () => {
    const tar = tarHeader("logs.csv").toString("latin1").replaceAll("\0", " ");
    for (const text of [
      `${"x".repeat(257)}ustar\n${TEXT}`,
      tar,
      "PK\x03\x04 is how zip begins\n",
      "BZh9\x01\n",
      "Rar!\x1a\x07 x\n",
      "LZIP\x05,b\n",
      "%PDF-x\n",
      "PAR1,ORC,b\n1,2,3\n",
      "ORC\n1\n",
      "BZh9,a\n",
      "LZIP\tb\n",
    ])
      expect(await readAll(text)).toBe(text);
  });

  it("a few NUL bytes do not make UTF-16", async () => {
    for (const text of ["\0\0\0\0", '{"a":1}\n\0\0\0\0\0\0\0\0\n', "a\0b", "\0", "ab\0\0cd\0\0"])
      expect(await readAll(text)).toBe(text);
  });

  it("other compressions have no name in their bytes and are left to the records", async () => {
    expect((await readAll(deflateRawSync(TEXT))).length).toBeGreaterThan(0);
    expect((await readAll(brotliCompressSync(TEXT))).length).toBeGreaterThan(0);
  });

  it("a UTF-8 byte order mark is skipped, once", async () => {
    const open = await openText(`\uFEFF\uFEFF${TEXT}`);
    expect(open.bomBytes).toBe(3);
    expect(Buffer.from(open.head.subarray(0, 4)).toString("hex")).toBe("efbbbf74");
    expect(await readAll(gzipSync(`\uFEFF${TEXT}`))).toBe(TEXT);
    for (const size of [1, 2])
      expect(await readAll(Readable.from(cut(Buffer.from(`\uFEFF${TEXT}`), size)))).toBe(TEXT);
  });
});
