/** Cyclic checksums whose parts combine. */
type CrcAlgorithm = "CRC32" | "CRC32C" | "CRC64NVME";

/** The checksum of one part, and how many bytes it is of. */
export interface PartCrc {
  readonly value: bigint;
  readonly sizeBytes: number;
}

/** Generator polynomials with their bits reversed, as the algorithms use them; the top bit stands for x^0. */
const FIELDS = {
  CRC32: { polynomial: 0xedb88320n, one: 1n << 31n },
  CRC32C: { polynomial: 0x82f63b78n, one: 1n << 31n },
  CRC64NVME: { polynomial: 0x9a6c9329ac4bc9b5n, one: 1n << 63n },
} as const satisfies Record<CrcAlgorithm, Field>;

interface Field {
  readonly polynomial: bigint;
  readonly one: bigint;
}

/**
 * The checksum of a whole from the checksums of its parts, in order, without their bytes.
 *
 * Appending n bytes multiplies a CRC by x^(8n) modulo the generator polynomial; then the appended part's own CRC
 * is added (xor). Start and end inversions cancel out, as zlib's crc32_combine relies on too.
 */
export function combineCrcs(algorithm: CrcAlgorithm, parts: Iterable<PartCrc>): bigint {
  const field = FIELDS[algorithm];
  const shifts = new Map<number, bigint>();
  let whole = 0n;
  for (const part of parts) {
    let shift = shifts.get(part.sizeBytes);
    if (shift === undefined) {
      shift = powerOfX(field, BigInt(part.sizeBytes) * 8n);
      shifts.set(part.sizeBytes, shift);
    }
    whole = multiply(field, whole, shift) ^ part.value;
  }
  return whole;
}

/** x^exponent modulo the polynomial, by squaring. */
function powerOfX(field: Field, exponent: bigint): bigint {
  let result = field.one;
  let square = field.one >> 1n;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = multiply(field, result, square);
    square = multiply(field, square, square);
  }
  return result;
}

/** a * b modulo the polynomial, over GF(2), bits reversed. */
function multiply(field: Field, a: bigint, b: bigint): bigint {
  let product = 0n;
  let multiple = b;
  for (let bit = field.one; bit > 0n; bit >>= 1n) {
    if (a & bit) product ^= multiple;
    multiple = multiple & 1n ? (multiple >> 1n) ^ field.polynomial : multiple >> 1n;
  }
  return product;
}
