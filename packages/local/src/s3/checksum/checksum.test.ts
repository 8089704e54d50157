import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CHECKSUM_ALGORITHMS, type ChecksumAlgorithm, startChecksum } from "./checksum.ts";

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
