import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assembleChecksum } from "./assemble-checksum.ts";
import { type ChecksumAlgorithm, startChecksum } from "./checksum.ts";

function checksum(algorithm: ChecksumAlgorithm, ...pieces: Uint8Array[]): string {
  const stream = startChecksum(algorithm);
  for (const piece of pieces) stream.update(piece);
  return stream.digest().toString("base64");
}

function part(algorithm: ChecksumAlgorithm, value: string, size: number) {
  return {
    partNumber: 1,
    etag: "",
    size,
    lastModified: 0,
    segments: [],
    checksums: { [algorithm]: value },
  };
}

describe("the checksum of a full object", () => {
  it.each(["CRC32", "CRC32C", "CRC64NVME"] as const)(
    "%s, put together from parts, is that of the whole",
    (algorithm) => {
      const rule = fc.property(
        fc.array(fc.uint8Array({ maxLength: 50 }), { minLength: 1, maxLength: 5 }),
        (pieces) => {
          const parts = pieces.map((piece) =>
            part(algorithm, checksum(algorithm, piece), piece.length),
          );
          expect(
            assembleChecksum({ algorithm, type: "FULL_OBJECT", declared: true }, parts).value,
          ).toBe(checksum(algorithm, ...pieces));
        },
      );
      fc.assert(rule);
    },
  );

  it("reaches over parts of many gigabytes", () => {
    const choice = { algorithm: "CRC32", type: "FULL_OBJECT", declared: true } as const;
    const put = (...parts: [value: string, size: number][]) =>
      assembleChecksum(
        choice,
        parts.map(([value, size]) => part("CRC32", value, size)),
      ).value;
    const size = 2 ** 16;
    const one = checksum("CRC32", Buffer.alloc(size));
    let doubled = one;
    for (let length = size; length < 2 ** 36; length *= 2)
      doubled = put([doubled, length], [doubled, length]);
    const large = put(...Array.from({ length: 1024 }, (): [string, number] => [one, size]));
    const whole = put(...Array.from({ length: 1024 }, (): [string, number] => [large, 2 ** 26]));
    expect(whole).toBe(doubled);
  });
});

it.each(["SHA256", "CRC32"] as const)("a composite is %s of the parts' own", (algorithm) => {
  const values = ["a", "b", "c"].map((text) => checksum(algorithm, Buffer.from(text)));
  const parts = values.map((value) => part(algorithm, value, 1));
  const digests = values.map((value) => Buffer.from(value, "base64"));
  expect(assembleChecksum({ algorithm, type: "COMPOSITE", declared: true }, parts)).toEqual({
    algorithm,
    type: "COMPOSITE",
    value: `${checksum(algorithm, ...digests)}-3`,
  });
});
