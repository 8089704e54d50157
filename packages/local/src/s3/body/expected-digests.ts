import {
  CHECKSUM_ALGORITHMS,
  CHECKSUM_BYTES,
  type ChecksumAlgorithm,
  checksumHeader,
  parseChecksumAlgorithm,
} from "../checksum/checksum.ts";
import { S3Error } from "../s3-error.ts";

/** What a client says a body's digests are; trailers may add the checksum after the last byte. */
export interface ExpectedDigests {
  /** Base64 of the MD5, from Content-MD5. */
  readonly md5: string | undefined;
  /** The checksum algorithm the client chose, by value or by announced trailer. */
  readonly algorithm: ChecksumAlgorithm | undefined;
  /** Base64; for a trailer `undefined` until the body is through. */
  value(): string | undefined;
  addTrailers(trailers: ReadonlyMap<string, string>): void;
}

/**
 * Read the digests a request's headers claim or announce.
 *
 * @throws {S3Error} InvalidDigest or InvalidRequest when they can't be right
 */
export function expectDigests(headers: ReadonlyMap<string, string>): ExpectedDigests {
  const inHeader = CHECKSUM_ALGORITHMS.filter((algorithm) =>
    headers.has(checksumHeader(algorithm)),
  );
  const announced = readTrailerAlgorithm(headers);
  if (inHeader.length + (announced === undefined ? 0 : 1) > 1) {
    throw severalChecksums();
  }
  const algorithm = inHeader[0] ?? announced;
  checkSdkAlgorithm(headers, algorithm);
  let value =
    inHeader[0] && readChecksum(inHeader[0], headers.get(checksumHeader(inHeader[0])) ?? "");
  return {
    md5: readMd5(headers.get("content-md5")),
    algorithm,
    value: () => value,
    addTrailers(trailers) {
      const names = [...trailers.keys()].filter((name) => name !== "x-amz-trailer-signature");
      const expected = announced === undefined ? [] : [checksumHeader(announced)];
      if (names.join() !== expected.join()) throw new S3Error("MalformedTrailerError");
      if (announced === undefined) return;
      value = readChecksum(announced, trailers.get(checksumHeader(announced)) ?? "");
    },
  };
}

/** The error about a request that claims checksums by more than one algorithm. */
export function severalChecksums(): S3Error {
  return new S3Error(
    "InvalidRequest",
    "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
  );
}

/** The error about a checksum that is not the one claimed. */
export function badChecksum(algorithm: ChecksumAlgorithm): S3Error {
  return new S3Error(
    "BadDigest",
    `The ${algorithm} you specified did not match the calculated checksum.`,
  );
}

function readTrailerAlgorithm(headers: ReadonlyMap<string, string>): ChecksumAlgorithm | undefined {
  const names = headers.get("x-amz-trailer")?.toLowerCase();
  if (names === undefined) return undefined;
  const algorithm = CHECKSUM_ALGORITHMS.find(
    (candidate) => checksumHeader(candidate) === names.trim(),
  );
  if (algorithm === undefined) {
    throw new S3Error(
      "InvalidRequest",
      "The value specified in the x-amz-trailer header is not supported",
    );
  }
  return algorithm;
}

function checkSdkAlgorithm(
  headers: ReadonlyMap<string, string>,
  algorithm: ChecksumAlgorithm | undefined,
): void {
  const name = headers.get("x-amz-sdk-checksum-algorithm");
  if (name === undefined) return;
  const announced = parseChecksumAlgorithm(name);
  if (announced === undefined) {
    throw new S3Error(
      "InvalidRequest",
      "Value for x-amz-sdk-checksum-algorithm header is invalid.",
    );
  }
  if (announced !== algorithm) {
    throw new S3Error(
      "InvalidRequest",
      "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.",
    );
  }
}

/** @throws {S3Error} when it is not base64 of the right length */
export function readChecksum(algorithm: ChecksumAlgorithm, text: string): string {
  const bytes = Buffer.from(text, "base64");
  if (bytes.length !== CHECKSUM_BYTES[algorithm] || bytes.toString("base64") !== text) {
    throw new S3Error(
      "InvalidRequest",
      `Value for ${checksumHeader(algorithm)} header is invalid.`,
    );
  }
  return text;
}

function readMd5(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const bytes = Buffer.from(text, "base64");
  if (bytes.length !== 16 || bytes.toString("base64") !== text) throw new S3Error("InvalidDigest");
  return text;
}
