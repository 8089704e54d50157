import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { crc32c } from "./crc32c.ts";
import { Crc64Nvme } from "./crc64nvme.ts";

/** The algorithms S3 knows, in the spelling of its API. */
export const CHECKSUM_ALGORITHMS = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const;
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];
export type ChecksumType = "FULL_OBJECT" | "COMPOSITE";

/** A checksum as it is stored with an object. */
export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly type: ChecksumType;
  /** Base64; a composite one ends in `-` and the number of parts. */
  readonly value: string;
}

/** A checksum in the making. */
export interface ChecksumStream {
  update(data: Uint8Array): void;
  digest(): Buffer;
}

/** Start a checksum. */
export function startChecksum(algorithm: ChecksumAlgorithm | "MD5"): ChecksumStream {
  if (algorithm === "CRC32") return crcStream((data, before) => crc32(data, before));
  if (algorithm === "CRC32C") return crcStream(crc32c);
  if (algorithm === "CRC64NVME") return new Crc64Nvme();
  return createHash(algorithm.toLowerCase());
}

function crcStream(step: (data: Uint8Array, before: number) => number): ChecksumStream {
  let crc = 0;
  return {
    update(data) {
      crc = step(data, crc);
    },
    digest() {
      const bytes = Buffer.allocUnsafe(4);
      bytes.writeUInt32BE(crc >>> 0);
      return bytes;
    },
  };
}

/** The header that carries a checksum: `x-amz-checksum-crc32`. */
export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

/** The XML element that carries it: `ChecksumCRC32`. */
export function checksumElement(algorithm: ChecksumAlgorithm): string {
  return `Checksum${algorithm}`;
}

/** The algorithm of a name in any case. */
export function parseChecksumAlgorithm(name: string): ChecksumAlgorithm | undefined {
  return CHECKSUM_ALGORITHMS.find((algorithm) => algorithm === name.toUpperCase());
}

/** How many bytes each checksum has. */
export const CHECKSUM_BYTES: Readonly<Record<ChecksumAlgorithm, number>> = {
  CRC32: 4,
  CRC32C: 4,
  CRC64NVME: 8,
  SHA1: 20,
  SHA256: 32,
};
