import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CHECKSUM_ALGORITHMS, type ChecksumAlgorithm, startChecksum } from "./checksum.ts";
import { combineCrc, type LinearCrc } from "./combine-crc.ts";

function checksum(algorithm: ChecksumAlgorithm, ...pieces: Uint8Array[]): string {
  const stream = startChecksum(algorithm);
  for (const piece of pieces) stream.update(piece);
  return stream.digest().toString("hex");
}

describe("startChecksum", () => {
  it.each([
    ["CRC32", "cbf43926"],
    ["CRC32C", "e3069283"],
    ["CRC64NVME", "ae8b14860a799888"],
    ["SHA1", createHash("sha1").update("123456789").digest("hex")],
    ["SHA256", createHash("sha256").update("123456789").digest("hex")],
  ] as const)("%s has its published check value", (algorithm, value) => {
    expect(checksum(algorithm, Buffer.from("123456789"))).toBe(value);
  });

  it("does not depend on how the bytes are cut", () => {
    const rule = fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(100), (bytes, cut) => {
      for (const algorithm of CHECKSUM_ALGORITHMS) {
        expect(checksum(algorithm, bytes.subarray(0, cut), bytes.subarray(cut))).toBe(
          checksum(algorithm, bytes),
        );
      }
    });
    fc.assert(rule);
  });
});

describe("combineCrc", () => {
  it.each(["CRC32", "CRC32C", "CRC64NVME"] as const)(
    "%s of two pieces is that of the whole",
    (algorithm: LinearCrc) => {
      const rule = fc.property(
        fc.uint8Array({ maxLength: 50 }),
        fc.uint8Array({ maxLength: 50 }),
        (a, b) => {
          const crc = (bytes: Uint8Array) => BigInt(`0x${checksum(algorithm, bytes)}`);
          expect(combineCrc(algorithm, crc(a), crc(b), b.length)).toBe(crc(Buffer.concat([a, b])));
        },
      );
      fc.assert(rule);
    },
  );

  it("reaches over pieces of many gigabytes", () => {
    const zeros = Buffer.alloc(1 << 16);
    const one = BigInt(`0x${checksum("CRC32", zeros)}`);
    let doubled = one;
    let length = zeros.length;
    for (let i = 0; i < 20; i++) {
      doubled = combineCrc("CRC32", doubled, doubled, length);
      length *= 2;
    }
    expect(length).toBe(2 ** 36);
    let stepwise = one;
    for (let i = 1, at = zeros.length; i < 2 ** 10; i++, at += zeros.length)
      stepwise = combineCrc("CRC32", stepwise, one, zeros.length);
    let tenTimes = one;
    for (let i = 0, at = zeros.length; i < 10; i++, at *= 2)
      tenTimes = combineCrc("CRC32", tenTimes, tenTimes, at);
    expect(stepwise).toBe(tenTimes);
  });
});
