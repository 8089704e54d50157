import { isAscii } from "node:buffer";
import fc from "fast-check";
import { expect, it } from "vitest";
import { anyCodePoint } from "../../../../scripts/lib/any-code-point.ts";
import { ArrayPool } from "./array-pool.ts";
import { ByteDictionary } from "./byte-dictionary.ts";
import type { ByteStrings } from "./column-values.ts";
import { HASH_SEED, hashOf, mixed } from "./text-hash.ts";

function texts({ sources: [bytes], starts, ends, size }: ByteStrings): string[] {
  return Array.from({ length: size }, (_, i) =>
    Buffer.from(bytes?.subarray(starts[i], ends[i]) ?? []).toString(),
  );
}

const text = fc.oneof(
  fc.string({ unit: anyCodePoint, maxLength: 5 }),
  fc.constantFrom(
    "",
    "a",
    "b",
    "é",
    "日本",
    "\u{1F600}",
    "x".repeat(64),
    "x".repeat(65),
    "é".repeat(40),
  ),
  fc.string({ minLength: 60, maxLength: 200 }),
);

it("gives each distinct text one code, and the text back", () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 300 }), (values) => {
      const dictionary = new ByteDictionary(new ArrayPool());
      const codes = values.map((value) => dictionary.intern(value));
      const distinct = [...new Set(values)];
      expect(texts(dictionary.strings())).toEqual(distinct);
      expect(codes).toEqual(values.map((value) => distinct.indexOf(value)));
      expect(dictionary.isDistinct).toBe(true);
    }),
  );
});

it("adds every text anew once it no longer looks them up", () => {
  const dictionary = new ByteDictionary(new ArrayPool());
  expect([dictionary.intern("a"), dictionary.intern("a")]).toEqual([0, 0]);
  dictionary.stopLookup();
  expect([dictionary.intern("a"), dictionary.intern("b")]).toEqual([1, 2]);
  expect(texts(dictionary.strings())).toEqual(["a", "a", "b"]);
  expect(dictionary.isDistinct).toBe(false);
});

it("tells texts apart whose hashes fall into the same slot", () => {
  const dictionary = new ByteDictionary(new ArrayPool());
  const values = Array.from({ length: 20_000 }, (_, i) => `user_${i}`);
  const codes = values.map((value) => dictionary.intern(value));
  expect(codes).toEqual(values.map((_, i) => i));
  expect(values.map((value) => dictionary.intern(value))).toEqual(codes);
});

/** Texts of eight characters that have the same hash: their second words make up for their first ones. */
function textsOfOneHash(count: number): string[] {
  const found: string[] = [];
  const text = Buffer.alloc(8);
  for (let i = 0; found.length < count; i++) {
    text.write(i.toString(36).padStart(4, "0"));
    text.writeInt32LE(mixed(HASH_SEED, text.readInt32LE(0)) ^ 0x12345678, 4);
    if (isAscii(text)) found.push(text.toString("latin1"));
  }
  return found;
}

it("looks texts up no more when many were made to have the same hash", () => {
  const values = textsOfOneHash(1_000);
  expect(new Set(values.map((value) => hashOf(Buffer.from(value), 0, 8))).size).toBe(1);
  const dictionary = new ByteDictionary(new ArrayPool());
  const known = values.slice(0, 200);
  expect([...known, ...known].map((value) => dictionary.intern(value))).toEqual(
    [...known, ...known].map((value) => known.indexOf(value)),
  );
  expect(dictionary.isDistinct).toBe(true);
  const codes = values.map((value) => dictionary.intern(value));
  const added = texts(dictionary.strings());
  expect(codes.map((code) => added[code])).toEqual(values);
  expect(dictionary.isDistinct).toBe(false);
  dictionary.clear(true);
  expect([dictionary.intern("a"), dictionary.intern("a")]).toEqual([0, 0]);
});

it("starts over in memory that held other texts", () => {
  const dictionary = new ByteDictionary(new ArrayPool());
  for (const keep of [true, false, true]) {
    const values = Array.from({ length: 100 }, (_, i) => `${keep} ${i}`);
    expect(values.map((value) => dictionary.intern(value))).toEqual(values.map((_, i) => i));
    expect(texts(dictionary.strings())).toEqual(values);
    dictionary.clear(keep);
    expect(texts(dictionary.strings())).toEqual([]);
  }
});

it("begins where nothing is, whatever was written to arrays that others gave back", () => {
  const pool = new ArrayPool();
  new ByteDictionary(pool).intern("a");
  pool.take(new Int32Array(0), 1).fill(7);
  const dictionary = new ByteDictionary(pool);
  dictionary.intern("text");
  expect(texts(dictionary.strings())).toEqual(["text"]);
});
