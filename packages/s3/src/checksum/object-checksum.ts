/** Cyclic checksums: those of parts combine into the one of the whole. */
export type CrcAlgorithm = "CRC32" | "CRC32C" | "CRC64NVME";

/** Cryptographic hashes, which need the bytes in order. */
export type HashAlgorithm = "SHA1" | "SHA256" | "SHA512" | "MD5";

/** The checksums S3 keeps of an object. */
export type ChecksumAlgorithm = CrcAlgorithm | HashAlgorithm;

/** A checksum of an object's whole content, as S3 writes it: base64 of the big-endian bytes. */
export interface ObjectChecksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly value: string;
}

/** In the order in which one is chosen to be verified: the fastest first. */
export const CHECKSUM_ALGORITHMS = [
  "CRC32",
  "CRC64NVME",
  "CRC32C",
  "SHA256",
  "SHA1",
  "SHA512",
  "MD5",
] as const satisfies readonly ChecksumAlgorithm[];

/** The SDK's property for each algorithm, in requests and answers. */
export function checksumProperty<A extends ChecksumAlgorithm>(algorithm: A): `Checksum${A}` {
  return `Checksum${algorithm}`;
}

type ChecksumProperties = {
  readonly [A in ChecksumAlgorithm as `Checksum${A}`]?: string | undefined;
};

/**
 * The checksum of the whole content in an answer of the server, if it has one.
 *
 * A composite one (`...-3`: a checksum of the parts' checksums) says nothing about the content as a whole; some
 * servers send it without its type, so the form decides.
 */
export function fullObjectChecksum(
  output: ChecksumProperties & { readonly ChecksumType?: string | undefined },
): ObjectChecksum | undefined {
  if (output.ChecksumType === "COMPOSITE") return undefined;
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const value = output[checksumProperty(algorithm)];
    if (value !== undefined && !value.includes("-")) return { algorithm, value };
  }
  return undefined;
}

export function isCrc(algorithm: ChecksumAlgorithm): algorithm is CrcAlgorithm {
  return algorithm.startsWith("CRC");
}
