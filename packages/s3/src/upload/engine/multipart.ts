import {
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { crc32Of } from "../../checksum/crc32.ts";
import { withGrace } from "../../internal/with-grace.ts";
import { patiently } from "../../request/patiently.ts";
import { finishWrite } from "./finish-write.ts";
import { required, type SentContent, type StoredObject } from "./stored-object.ts";
import { conditionsOf, failureOf, objectOf, type UploadTarget } from "./upload-target.ts";

/** One part on its way. */
export interface PartBody {
  /** 1 to 10,000. */
  readonly partNumber: number;
  readonly body: Uint8Array;
}

/** A part that the server has. */
export type SentPart = CompletedPart & { readonly ChecksumCRC32: string };

/** How long an upload that is being created is waited for after an abort: without its id it could not be removed. */
const CREATE_GRACE_MS = 5_000;

/** Begin a multipart upload; gives its id. */
export async function createUpload(target: UploadTarget): Promise<string> {
  const command = new CreateMultipartUploadCommand({
    ...objectOf(target),
    ...target.properties,
    ChecksumAlgorithm: "CRC32",
    ChecksumType: "FULL_OBJECT",
  });
  try {
    const { UploadId } = await withGrace(target.signal, CREATE_GRACE_MS, (late) =>
      patiently(late, (options) => target.s3.send(command, options)),
    );
    return required(UploadId, "UploadId");
  } catch (error) {
    throw await failureOf(target, error, { operation: "CreateMultipartUpload" });
  }
}

/** Send one part with its checksum, which the server verifies. */
export async function sendPart(
  target: UploadTarget,
  uploadId: string,
  { partNumber, body }: PartBody,
): Promise<SentPart> {
  const { value: ChecksumCRC32 } = await crc32Of(body);
  const command = new UploadPartCommand({
    ...objectOf(target),
    UploadId: uploadId,
    PartNumber: partNumber,
    Body: body,
    ContentLength: body.length,
    ChecksumAlgorithm: "CRC32",
    ChecksumCRC32,
  });
  try {
    const answer = await patiently(target.signal, (options) => target.s3.send(command, options));
    return { PartNumber: partNumber, ETag: required(answer.ETag, "ETag"), ChecksumCRC32 };
  } catch (error) {
    throw await failureOf(target, error, { operation: "UploadPart", uploadId, partNumber });
  }
}

/**
 * Make the object of its parts. The server knows each part's checksum and holds the list against it; the whole's own is
 * compared with the answer (not sent: a server that computes composite checksums would refuse it).
 */
export async function completeUpload(
  target: UploadTarget,
  uploadId: string,
  parts: readonly SentPart[],
  content: SentContent,
): Promise<StoredObject> {
  const command = new CompleteMultipartUploadCommand({
    ...objectOf(target),
    ...conditionsOf(target),
    UploadId: uploadId,
    MultipartUpload: { Parts: [...parts] },
    MpuObjectSize: content.sizeBytes,
  });
  return finishWrite(target, { operation: "CompleteMultipartUpload", uploadId }, content, () =>
    patiently(target.signal, (options) => target.s3.send(command, options)),
  );
}
