import {
  type ChecksumAlgorithm,
  type ChecksumStream,
  startChecksum,
} from "../checksum/checksum.ts";
import { S3Error } from "../s3-error.ts";
import type { BlobStore } from "../store/blob-store.ts";
import type { Segment } from "../store/records.ts";
import { badChecksum, type ExpectedDigests } from "./expected-digests.ts";

/** A body that was received, checked and stored. */
export interface StoredBody {
  readonly segment: Segment;
  readonly size: number;
  /** MD5 in hex. */
  readonly md5: string;
  /** Base64 checksums by algorithm. */
  readonly checksums: Readonly<Partial<Record<ChecksumAlgorithm, string>>>;
}

/**
 * Store a body under a checksum of each given algorithm.
 *
 * @param expected what the client claims; its algorithm is computed as well, and compared
 * @throws {S3Error} BadDigest when a digest differs; nothing is kept then
 */
export async function storeBody(
  blobs: BlobStore,
  data: AsyncIterable<Uint8Array>,
  algorithms: readonly ChecksumAlgorithm[],
  expected?: ExpectedDigests,
): Promise<StoredBody> {
  const streams = startAll(
    expected?.algorithm === undefined ? algorithms : [...algorithms, expected.algorithm],
  );
  const md5 = startChecksum("MD5");
  const writer = blobs.create();
  try {
    for await (const piece of data) {
      md5.update(piece);
      for (const stream of streams.values()) stream.update(piece);
      await writer.write(piece);
    }
    const digest = md5.digest();
    const checksums = finishAll(streams);
    if (expected !== undefined) compare(expected, digest, checksums);
    const segment = await writer.finish();
    return { segment, size: segment.length, md5: digest.toString("hex"), checksums };
  } catch (error) {
    await writer.discard();
    throw error;
  }
}

/** Check the digests of a small body that is in memory already. */
export function checkDigests(expected: ExpectedDigests, body: Uint8Array): void {
  const md5 = startChecksum("MD5");
  md5.update(body);
  const streams = startAll(expected.algorithm === undefined ? [] : [expected.algorithm]);
  for (const stream of streams.values()) stream.update(body);
  compare(expected, md5.digest(), finishAll(streams));
}

function startAll(
  algorithms: readonly ChecksumAlgorithm[],
): Map<ChecksumAlgorithm, ChecksumStream> {
  return new Map(
    [...new Set(algorithms)].map((algorithm) => [algorithm, startChecksum(algorithm)]),
  );
}

function finishAll(
  streams: ReadonlyMap<ChecksumAlgorithm, ChecksumStream>,
): Partial<Record<ChecksumAlgorithm, string>> {
  return Object.fromEntries(
    [...streams].map(([algorithm, stream]) => [algorithm, stream.digest().toString("base64")]),
  );
}

function compare(
  expected: ExpectedDigests,
  md5: Buffer,
  checksums: Readonly<Partial<Record<ChecksumAlgorithm, string>>>,
): void {
  if (expected.md5 !== undefined && expected.md5 !== md5.toString("base64")) {
    throw new S3Error("BadDigest", undefined, {
      details: { ExpectedDigest: expected.md5, CalculatedDigest: md5.toString("base64") },
    });
  }
  const { algorithm } = expected;
  if (algorithm !== undefined && checksums[algorithm] !== expected.value()) {
    throw badChecksum(algorithm);
  }
}
