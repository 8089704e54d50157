import type { Crc32Checksum } from "../../checksum/crc32.ts";
import type { ObjectChecksum } from "../../checksum/object-checksum.ts";
import { answerFault } from "../../errors/answer-fault.ts";

/** How an object is encrypted, as the server says. */
export interface StoredEncryption {
  /** Such as `AES256`, `aws:kms` or `aws:kms:dsse`. */
  readonly algorithm: string;
  readonly kmsKeyId: string | undefined;
}

/** What the server made of an upload. */
export interface StoredObject {
  readonly sizeBytes: number;
  /** As S3 gives it, in double quotes. */
  readonly etag: string;
  /** CRC32 of the bytes that were sent, which the server compared with those that arrived. */
  readonly checksum: ObjectChecksum;
  /** Where the bucket is versioned. */
  readonly versionId: string | undefined;
  /** What the server says it encrypted with, which need not be what was asked for; `undefined` when it says nothing. */
  readonly encryption: StoredEncryption | undefined;
}

/** The bytes that an upload was to store. */
export interface SentContent {
  readonly sizeBytes: number;
  readonly checksum: Crc32Checksum;
}

/** What an answer to a write, or to a question about the object, says of it. */
export interface ObjectAnswer {
  readonly ETag?: string | undefined;
  readonly VersionId?: string | undefined;
  readonly ChecksumCRC32?: string | undefined;
  readonly ChecksumType?: string | undefined;
  readonly ServerSideEncryption?: string | undefined;
  readonly SSEKMSKeyId?: string | undefined;
}

/** What an answer says, held against what was sent. */
export function storedObject(answer: ObjectAnswer, content: SentContent): StoredObject {
  const stored = wholeCrc32(answer);
  const sent = content.checksum.value;
  if (stored !== undefined && stored !== sent)
    throw answerFault("BadDigest", `it stored CRC32 ${stored}, the bytes have ${sent}.`);
  const { ServerSideEncryption: algorithm, SSEKMSKeyId: kmsKeyId } = answer;
  return {
    ...content,
    etag: required(answer.ETag, "ETag"),
    versionId: answer.VersionId,
    encryption: algorithm === undefined ? undefined : { algorithm, kmsKeyId },
  };
}

/** The CRC32 of the whole; one of the parts' checksums says nothing of it, and has the form `...-3` on some servers. */
export function wholeCrc32(answer: ObjectAnswer): string | undefined {
  const { ChecksumCRC32: value, ChecksumType } = answer;
  return ChecksumType === "COMPOSITE" || value?.includes("-") ? undefined : value;
}

/** A part of an answer that S3 always gives. */
export function required(value: string | undefined, name: string): string {
  if (value !== undefined) return value;
  throw answerFault("InvalidResponse", `an answer without ${name}`);
}
