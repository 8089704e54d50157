import fc from "fast-check";
import { expect, it } from "vitest";
import { propertyRuns } from "../../../../../scripts/lib/property-runs.ts";
import { decodeAwsChunked } from "./decode-aws-chunked.ts";

async function* cutAt(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text, "latin1");
  for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
}

async function decode(
  text: string,
  size = 7,
  trailer = true,
): Promise<{ data: string; trailers: object }> {
  let trailers: object = {};
  let data = "";
  const rules = { seed: undefined, trailer };
  for await (const piece of decodeAwsChunked(
    cutAt(text, size),
    rules,
    (found) => (trailers = Object.fromEntries(found)),
  )) {
    data += Buffer.from(piece).toString("latin1");
  }
  return { data, trailers };
}

it("undoes the framing, however the bytes arrive", async () => {
  const chunk = fc.string({
    unit: fc.constantFrom("a", "\r", "\n", "0", ";"),
    minLength: 1,
    maxLength: 20,
  });
  const rule = fc.asyncProperty(
    fc.array(chunk, { maxLength: 3 }),
    fc.integer({ min: 1, max: 30 }),
    async (starts, size) => {
      const chunks = starts.map((text) => text.padEnd(8192, "\r\n0"));
      const framed = chunks.map((text) => `${text.length.toString(16)}\r\n${text}\r\n`).join("");
      const end = "0\r\nX-Amz-Checksum-CRC32: abc \r\n\r\n";
      const { data, trailers } = await decode(`${framed}5\r\n0\r\n\r\n\r\n${end}`, size * 97);
      expect(data).toBe(`${chunks.join("")}0\r\n\r\n`);
      expect(trailers).toEqual({ "x-amz-checksum-crc32": "abc" });
    },
  );
  await fc.assert(rule, { numRuns: propertyRuns(50) });
});

it("takes a byte at a time", async () => {
  expect(await decode("3\r\nabc\r\n0\r\n\r\n", 1)).toEqual({ data: "abc", trailers: {} });
});

it("lets only the last chunk be small", async () => {
  await expect(decode("1\r\na\r\n1\r\nb\r\n0\r\n\r\n")).rejects.toThrow(/Only the last chunk/);
});

it.each([
  ["no size", "\r\nabc\r\n0\r\n\r\n"],
  ["a size that is not a number", "g\r\nabc\r\n0\r\n\r\n"],
  ["a size too small", "2\r\nabc\r\n0\r\n\r\n"],
  ["a size too large", "9\r\nabc\r\n0\r\n\r\n"],
  ["no last chunk", "3\r\nabc\r\n"],
  ["an end inside a chunk", "3\r\nab"],
  ["an endless line", "0".repeat(40_000)],
  ["more after the end", "0\r\n\r\nmore"],
  ["a malformed trailer", "0\r\nnonsense\r\n\r\n"],
])("refuses %s", async (_name, text) => {
  await expect(decode(text, 1000)).rejects.toThrow(/malformed|number of bytes/);
});

it("refuses a trailer nobody announced", async () => {
  await expect(decode("0\r\na:b\r\n\r\n", 1000, false)).rejects.toThrow(/not a trailing header/);
});
