import { openKernel, SNAPPY_OF_INTEGERS, SNAPPY_OF_TEXTS } from "@cloudapi/records/internal";
import * as fc from "fast-check";
import { snappyUncompress } from "hyparquet";
import { expect, test, vi } from "vitest";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { KernelSnappy } from "./kernel/kernel-snappy.ts";
import { ANYTHING, SnappyCompressor } from "./snappy-compressor.ts";

const compressor = new SnappyCompressor();

function roundTrip(input: Uint8Array, content = ANYTHING): Uint8Array {
  const output = new Uint8Array(input.length);
  snappyUncompress(compressor.compress(input, content), output);
  return output;
}

const piece = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc
    .tuple(fc.uint8Array({ minLength: 1, maxLength: 9 }), fc.nat(40))
    .map(([bytes, times]) =>
      Uint8Array.from(
        { length: bytes.length * times },
        (_, i) => bytes[i % bytes.length] as number,
      ),
    ),
);

test("what is compressed is read back by another implementation", () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const input = Buffer.concat(pieces);
      expect(Buffer.from(roundTrip(input)).equals(input)).toBe(true);
    }),
  );
});

test("repeats across blocks, a last block of a byte, and literals of any length are read back", () => {
  const noise = Uint8Array.from({ length: 70_000 }, (_, i) => Math.imul(i, 0x9e3779b1) >>> 23);
  for (const length of [0, 1, 3, 4, 60, 61, 256, 257, 65_535, 65_536, 65_537, 70_000]) {
    const input = noise.subarray(0, length);
    expect(Buffer.from(roundTrip(input)).equals(input)).toBe(true);
    const twice = Buffer.concat([input, input]);
    expect(Buffer.from(roundTrip(twice)).equals(twice)).toBe(true);
  }
});

test("text that repeats becomes a fraction of its size", () => {
  const input = Buffer.from("/api/v1/resource/items\n".repeat(5_000));
  expect(compressor.compress(input).length).toBeLessThan(input.length / 15);
});

test("a repeat ends where its bytes do, at any distance and of any length", () => {
  const noise = Uint8Array.from({ length: 400 }, (_, i) => Math.imul(i + 7, 0x9e3779b1) >>> 24);
  for (let length = 4; length < 150; length++) {
    const end = noise.subarray(200, 200 + (length % 6));
    const input = Buffer.concat([noise.subarray(0, 160), noise.subarray(3, 3 + length), end]);
    expect(Buffer.from(roundTrip(input)).equals(input)).toBe(true);
    expect(compressor.compress(input).length).toBeLessThan(160 + end.length + 20);
  }
});

test("the kernel makes the same bytes, of inputs that grow and shrink", () => {
  const kernel = openKernel();
  if (kernel === undefined) throw new Error("this Node has no kernel");
  const snappy = new KernelSnappy(kernel);
  const noise = Uint8Array.from({ length: 150_000 }, (_, i) => Math.imul(i, 0x9e3779b1) >>> 23);
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), fc.nat(150_000), (pieces, length) => {
      const input = Buffer.concat([...pieces, noise.subarray(0, length), ...pieces]);
      expect(Buffer.from(snappy.compress(input)).equals(compressor.compress(input))).toBe(true);
    }),
  );
});

const integers = fc
  .tuple(
    fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { minLength: 1, maxLength: 4 }),
    fc.nat(70),
    fc.nat(2_000),
  )
  .map(([few, bits, length]) =>
    BigUint64Array.from({ length }, (_, i) => {
      const jitter =
        BigInt(Math.imul(i, 0x9e3779b1) >>> 0) * BigInt(Math.imul(i + 1, 0x85ebca6b) >>> 0);
      return BigInt.asUintN(64, (few[i % few.length] as bigint) ^ (jitter >> BigInt(bits)));
    }),
  );
const doubles = fc
  .tuple(fc.constantFrom(1, 4, 10, 1_000, 1e9), fc.nat(20_000), fc.nat(2_000))
  .map(([parts, most, length]) =>
    Float64Array.from(
      { length },
      (_, i) => ((Math.imul(i, 0x9e3779b1) >>> 0) % (most + 1)) / parts,
    ),
  );
const words = fc
  .array(fc.oneof(integers, doubles), { maxLength: 9 })
  .map((arrays) =>
    Buffer.concat(arrays.map(({ buffer }) => new Uint8Array(buffer as ArrayBuffer))),
  );

test.each([
  ["texts", SNAPPY_OF_TEXTS],
  ["integers", SNAPPY_OF_INTEGERS],
])("%s behind other bytes are read back, and the kernel makes the same bytes", (_, kind) => {
  const kernel = openKernel();
  if (kernel === undefined) throw new Error("this Node has no kernel");
  const snappy = new KernelSnappy(kernel);
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 3 }), words, (pieces, values) => {
      const head = Buffer.concat(pieces);
      const input = Buffer.concat([head, values]);
      const content = { head: head.length, kind };
      expect(Buffer.from(roundTrip(input, content)).equals(input)).toBe(true);
      const found = Buffer.from(snappy.compress(input, content));
      expect(found.equals(compressor.compress(input, content))).toBe(true);
    }),
    { numRuns: propertyRuns(60) },
  );
});

test("times take five bytes of eight, large numbers seven, and repeated ones a fraction", () => {
  const sizeOf = (values: BigInt64Array) =>
    compressor.compress(new Uint8Array(values.buffer), { head: 0, kind: SNAPPY_OF_INTEGERS })
      .length / values.length;
  const noise = (i: number) => (Math.imul(i, 0x9e3779b1) >>> 0) % 60_000;
  const times = BigInt64Array.from({ length: 20_000 }, (_, i) =>
    BigInt(1.7e12 + 200 * i + noise(i)),
  );
  expect(sizeOf(times)).toBeLessThan(5.5);
  const noisy = BigInt64Array.from({ length: 20_000 }, (_, i) =>
    BigInt(noise(i) * noise(i + 1) * 300),
  );
  expect(sizeOf(noisy)).toBeLessThan(7.5);
  const same = BigInt64Array.from({ length: 20_000 }, () => 0x123456789abcdefn);
  expect(sizeOf(same)).toBeLessThan(0.5);
});

test("a page that the kernel gets no memory for becomes the same bytes without it", () => {
  const kernel = openKernel();
  if (kernel === undefined) throw new Error("this Node has no kernel");
  const allocate = kernel.allocate.bind(kernel);
  vi.spyOn(kernel, "allocate").mockImplementation((bytes) => {
    if (bytes > 150_000) throw new RangeError("WebAssembly.Memory.grow(): Maximum memory size");
    return allocate(bytes);
  });
  const snappy = new KernelSnappy(kernel);
  const noise = Uint8Array.from({ length: 150_000 }, (_, i) => Math.imul(i, 0x9e3779b1) >>> 23);
  for (const length of [100, 50_000, 150_000, 60_000, 150_000]) {
    const input = Buffer.concat([noise.subarray(0, length), noise.subarray(0, 40)]);
    expect(Buffer.from(snappy.compress(input)).equals(compressor.compress(input))).toBe(true);
  }
});
