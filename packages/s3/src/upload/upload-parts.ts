import { combineCrcs, forEachConcurrently } from "@cloudapi/core/internal";
import { crcFromBase64, crcToBase64 } from "../checksum/crc.ts";
import type { Crc32Checksum } from "../checksum/crc32.ts";
import type { ProgressCounter } from "../internal/progress.ts";
import { completeUpload, createUpload, type SentPart, sendPart } from "./engine/multipart.ts";
import { removeParts } from "./engine/remove-parts.ts";
import type { StoredObject } from "./engine/stored-object.ts";
import type { UploadTarget } from "./engine/upload-target.ts";
import type { UploadPlan } from "./plan-upload.ts";
import type { SourceFile } from "./source-file.ts";

type MultipartPlan = Extract<UploadPlan, { kind: "multipart" }>;

/** A file on its way to an object. */
export interface FileUpload {
  readonly target: UploadTarget;
  readonly file: SourceFile;
  readonly progress: ProgressCounter;
  readonly concurrency: number;
}

/** Upload a file in parts; whatever fails, the parts that were sent are removed. */
export async function uploadParts(upload: FileUpload, plan: MultipartPlan): Promise<StoredObject> {
  const { target, file } = upload;
  const uploadId = await createUpload(target);
  try {
    const sent = await sendParts(upload, plan, uploadId);
    await file.assertUnchanged();
    const checksum = wholeChecksum(plan, sent);
    return await completeUpload(target, uploadId, sent, { checksum, sizeBytes: plan.sizeBytes });
  } catch (error) {
    const reason = await removeParts(target, uploadId);
    if (reason === undefined) throw error;
    throw target.withLeftParts?.(error, { uploadId, reason }) ?? error;
  }
}

function wholeChecksum(plan: MultipartPlan, sent: readonly SentPart[]): Crc32Checksum {
  const crcs = plan.parts.map(({ start, end }, index) => ({
    value: crcFromBase64(sent[index]?.ChecksumCRC32 ?? ""),
    sizeBytes: end - start,
  }));
  return { algorithm: "CRC32", value: crcToBase64("CRC32", combineCrcs("CRC32", crcs)) };
}

/** Each worker keeps one buffer: memory is concurrency × part size, whatever the file. */
async function sendParts(
  { target, file, progress, concurrency }: FileUpload,
  plan: MultipartPlan,
  uploadId: string,
): Promise<readonly SentPart[]> {
  const workers = { concurrency: Math.min(concurrency, plan.parts.length), signal: target.signal };
  const buffers: Buffer[] = [];
  const sent: SentPart[] = [];
  await forEachConcurrently(plan.parts, workers, async (part, signal, worker) => {
    const { partNumber, start, end } = part;
    buffers[worker] ??= Buffer.allocUnsafeSlow(plan.partSizeBytes);
    const body = buffers[worker].subarray(0, end - start);
    await file.fill(body, start);
    const partTarget = { ...target, signal };
    sent[partNumber - 1] = await sendPart(partTarget, uploadId, { partNumber, body });
    progress.add(body.length);
  });
  return sent;
}
