import fc from "fast-check";
import { expect, it } from "vitest";
import { hashIn, hashOf } from "../columns/text-hash.ts";
import { endOfPlainText } from "./plain-text.ts";

const plain = fc.array(fc.integer({ min: 0x20, max: 0x7f }), { maxLength: 13 });
const special = fc.constantFrom(0x00, 0x0a, 0x1f, 0x22, 0x5c, 0x80, 0xa2, 0xdc, 0xff);
const bytesOfText = fc
  .tuple(
    plain,
    fc.array(special, { maxLength: 1 }),
    plain,
    fc.constantFrom([0x22], [0x22], []),
    plain,
  )
  .map((parts) => parts.flat());

/** Byte by byte: where the closing quote is, unless something comes before it that is not plain. */
function endOf(bytes: readonly number[], start: number): number {
  const rest = bytes.slice(start);
  const end = rest.findIndex(
    (each) => each < 0x20 || each > 0x7f || each === 0x22 || each === 0x5c,
  );
  return rest[end] === 0x22 ? start + end : -1;
}

it("ends at the quote that closes a plain text, with its hash, wherever the bytes lie and end", () => {
  let found = 0;
  fc.assert(
    fc.property(bytesOfText, fc.nat({ max: 5 }), fc.nat({ max: 5 }), (values, before, start) => {
      const memory = Uint8Array.from([...new Uint8Array(before), ...values, 0x22, 0x22, 0x22]);
      const bytes = memory.subarray(before, memory.length - 3);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      const end = endOfPlainText(view, start, bytes.length);
      expect(end).toBe(endOf(values, start));
      if (end < 0) return;
      found++;
      expect(hashIn(view, start, end)).toBe(hashOf(bytes, start, end));
    }),
    { numRuns: 2_000 },
  );
  expect(found).toBeGreaterThan(200);
});

it("has the same hash of the same text at another place, and seldom that of another text", () => {
  const texts = Array.from({ length: 20_000 }, (_, i) => Buffer.from(`user_${i}`));
  const hashes = texts.map((text) => hashOf(text, 0, text.length));
  const moved = texts.map((text) =>
    hashOf(Buffer.concat([Buffer.from("ab"), text]), 2, text.length + 2),
  );
  expect(moved).toEqual(hashes);
  expect(new Set(hashes).size).toBeGreaterThan(19_900);
  expect(new Set(hashes.map((hash) => hash & 0xffff)).size).toBeGreaterThan(16_000);
});
