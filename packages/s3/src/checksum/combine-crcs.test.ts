import { combineCrcs } from "@cloudapi/core/internal";
import fc from "fast-check";
import { expect, test } from "vitest";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { crcToBase64, startCrc } from "./crc.ts";
import type { CrcAlgorithm } from "./object-checksum.ts";

async function crcOf(algorithm: CrcAlgorithm, bytes: Uint8Array): Promise<bigint> {
  const crc = startCrc(algorithm);
  crc.update(bytes);
  return crc.value();
}

/** "123456789", the check string of the CRC catalogue. */
test.each([
  ["CRC32", 0xcbf43926n],
  ["CRC32C", 0xe3069283n],
  ["CRC64NVME", 0xae8b14860a799888n],
] as const)("%s of the check string is the catalogue's value", async (algorithm, expected) => {
  expect(await crcOf(algorithm, Buffer.from("123456789"))).toBe(expected);
});

test.each(["CRC32", "CRC32C", "CRC64NVME"] as const)(
  "%s of a whole is the combination of its parts', however it is cut",
  async (algorithm) => {
    const parts = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(parts, async (pieces) => {
        const crcs = await Promise.all(
          pieces.map(async (piece) => ({
            value: await crcOf(algorithm, piece),
            sizeBytes: piece.length,
          })),
        );
        const whole = await crcOf(algorithm, Buffer.concat(pieces));
        expect(combineCrcs(algorithm, crcs)).toBe(whole);
      }),
      { numRuns: propertyRuns(50) },
    );
  },
);

test("a value is written as S3 writes it, leading zeros kept", () => {
  expect(crcToBase64("CRC32", 0n)).toBe("AAAAAA==");
  expect(crcToBase64("CRC64NVME", 1n)).toBe("AAAAAAAAAAE=");
});
