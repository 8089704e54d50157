import {
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { combineCrcs, forEachConcurrently, type PartCrc } from "@cloudapi/core/internal";
import { startCrc } from "../checksum/crc.ts";
import { explainS3Failure } from "../errors/explain-s3-failure.ts";
import { S3Error } from "../errors/s3-error.ts";
import { quoteEtag } from "../internal/conditions.ts";
import { request } from "../internal/request.ts";
import { withGrace } from "../internal/with-grace.ts";
import { findOwnWrite } from "./find-own-write.ts";
import type { UploadPart, UploadPlan } from "./plan-upload.ts";
import { removeParts } from "./remove-parts.ts";
import {
  crc32Checksum,
  placeOf,
  requireEtag,
  type StoredObject,
  storedObject,
  type UploadJob,
} from "./upload-job.ts";

type MultipartPlan = Extract<UploadPlan, { kind: "multipart" }>;
type SentPart = PartCrc & CompletedPart;

/** How long an upload that is being created is waited for after an abort: without its id it could not be removed. */
const CREATE_GRACE_MS = 5_000;

/** Upload a file in parts; whatever fails, the parts that were sent are removed. */
export async function putParts(job: UploadJob, plan: MultipartPlan): Promise<StoredObject> {
  const uploadId = await createUpload(job);
  try {
    const sent = await sendParts(job, plan, uploadId);
    await job.file.assertUnchanged();
    return await completeUpload(job, uploadId, sent);
  } catch (error) {
    throw await removeParts(job, uploadId, error);
  }
}

async function createUpload(job: UploadJob): Promise<string> {
  const place = placeOf(job, "CreateMultipartUpload");
  const command = new CreateMultipartUploadCommand({
    Bucket: place.bucket,
    Key: place.key,
    ChecksumAlgorithm: "CRC32",
    ChecksumType: "FULL_OBJECT",
    ...job.properties,
  });
  const { UploadId } = await withGrace(job.signal, CREATE_GRACE_MS, (late) =>
    request(place, late, (options) => job.s3.send(command, options)),
  );
  if (UploadId !== undefined) return UploadId;
  throw new S3Error(
    "INVALID_RESPONSE",
    explainS3Failure("INVALID_RESPONSE", place, "(an answer without an UploadId)"),
    place,
  );
}

/** Each worker keeps one buffer: memory is concurrency × part size, whatever the file. */
async function sendParts(
  job: UploadJob,
  plan: MultipartPlan,
  uploadId: string,
): Promise<readonly SentPart[]> {
  const workers = Math.min(job.concurrency, plan.parts.length);
  const buffers: Buffer[] = [];
  const sent: SentPart[] = [];
  await forEachConcurrently(
    plan.parts,
    { concurrency: workers, signal: job.signal },
    async (part, signal, worker) => {
      buffers[worker] ??= Buffer.allocUnsafeSlow(plan.partSizeBytes);
      const body = buffers[worker].subarray(0, part.end - part.start);
      await job.file.fill(body, part.start);
      sent[part.partNumber - 1] = await sendPart(job, uploadId, part, body, signal);
      job.progress.add(body.length);
    },
  );
  return sent;
}

async function sendPart(
  job: UploadJob,
  uploadId: string,
  { partNumber }: UploadPart,
  body: Buffer,
  signal: AbortSignal,
): Promise<SentPart> {
  const place = placeOf(job, "UploadPart");
  const crc = startCrc("CRC32");
  crc.update(body);
  const value = await crc.value();
  const checksum = crc32Checksum(value);
  const command = new UploadPartCommand({
    Bucket: place.bucket,
    Key: place.key,
    UploadId: uploadId,
    PartNumber: partNumber,
    Body: body,
    ContentLength: body.length,
    ChecksumAlgorithm: "CRC32",
    ChecksumCRC32: checksum.value,
  });
  const { ETag } = await request(place, signal, (options) => job.s3.send(command, options));
  const etag = requireEtag(ETag, place);
  return {
    value,
    sizeBytes: body.length,
    PartNumber: partNumber,
    ETag: etag,
    ChecksumCRC32: checksum.value,
  };
}

async function completeUpload(
  job: UploadJob,
  uploadId: string,
  sent: readonly SentPart[],
): Promise<StoredObject> {
  const place = placeOf(job, "CompleteMultipartUpload");
  const checksum = crc32Checksum(combineCrcs("CRC32", sent));
  try {
    const output = await request(place, job.signal, (options) =>
      job.s3.send(completeCommand(job, uploadId, sent), options),
    );
    return storedObject(output, checksum, place);
  } catch (error) {
    const own = await findOwnWrite(job, error, checksum);
    if (own === undefined) throw error;
    return own;
  }
}

/**
 * The server knows each part's checksum and holds the list against it; the whole's own is compared with the answer
 * (not sent: a server that computes composite checksums would refuse it).
 */
function completeCommand(
  job: UploadJob,
  uploadId: string,
  sent: readonly SentPart[],
): CompleteMultipartUploadCommand {
  const Parts = sent.map(({ PartNumber, ETag, ChecksumCRC32 }) => ({
    PartNumber,
    ETag,
    ChecksumCRC32,
  }));
  return new CompleteMultipartUploadCommand({
    Bucket: job.target.bucket,
    Key: job.target.key,
    UploadId: uploadId,
    MultipartUpload: { Parts },
    MpuObjectSize: job.file.sizeBytes,
    IfNoneMatch: job.conditions.ifNoneMatch,
    IfMatch: quoteEtag(job.conditions.ifMatch),
  });
}
