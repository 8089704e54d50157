/** The reflected polynomial and width of each CRC that S3 can put together from parts. */
const POLYNOMIALS = {
  CRC32: { width: 32, polynomial: 0xedb88320n },
  CRC32C: { width: 32, polynomial: 0x82f63b78n },
  CRC64NVME: { width: 64, polynomial: 0x9a6c9329ac4bc9b5n },
} as const;

export type LinearCrc = keyof typeof POLYNOMIALS;

/**
 * The CRC of two pieces put together, from the CRC of each and the length of the second:
 * crc(A‖B) = crc(A)·x^(8·length) mod P ⊕ crc(B).
 */
export function combineCrc(
  algorithm: LinearCrc,
  first: bigint,
  second: bigint,
  secondLength: number,
): bigint {
  const rule = POLYNOMIALS[algorithm];
  return multiply(first, powerOfX(BigInt(secondLength) * 8n, rule), rule) ^ second;
}

interface Rule {
  readonly width: number;
  readonly polynomial: bigint;
}

/** Multiply two reflected polynomials modulo P. */
function multiply(a: bigint, b: bigint, { width, polynomial }: Rule): bigint {
  let product = 0n;
  let factor = b;
  for (let mask = 1n << BigInt(width - 1); mask !== 0n; mask >>= 1n) {
    if (a & mask) product ^= factor;
    factor = factor & 1n ? (factor >> 1n) ^ polynomial : factor >> 1n;
  }
  return product;
}

/** x to the given power modulo P; in a reflected word the top bit is x to the 0. */
function powerOfX(exponent: bigint, rule: Rule): bigint {
  let result = 1n << BigInt(rule.width - 1);
  let square = 1n << BigInt(rule.width - 2);
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = multiply(result, square, rule);
    square = multiply(square, square, rule);
  }
  return result;
}
