import { HeadObjectCommand } from "@aws-sdk/client-s3";
import { readFailure } from "@cloudapi/core/internal";
import { failureCode } from "../../errors/failure-code.ts";
import { type SentContent, type StoredObject, storedObject, wholeCrc32 } from "./stored-object.ts";
import { objectOf, type UploadTarget } from "./upload-target.ts";

/**
 * The object, if a write that failed had in fact worked.
 *
 * When an answer is lost the request is sent again, and the server refuses the second one: the condition no longer
 * holds, or the upload is gone. It was our own write then, if the key holds exactly our bytes.
 */
export async function findOwnWrite(
  target: UploadTarget,
  error: unknown,
  content: SentContent,
): Promise<StoredObject | undefined> {
  if (target.signal?.aborted || !mayHaveWorked(error)) return undefined;
  const command = new HeadObjectCommand({ ...objectOf(target), ChecksumMode: "ENABLED" });
  const head = await target.s3.send(command).catch(() => undefined);
  const isOurs =
    head?.ContentLength === content.sizeBytes && wholeCrc32(head) === content.checksum.value;
  return isOurs ? storedObject(head, content) : undefined;
}

function mayHaveWorked(error: unknown): boolean {
  const failure = readFailure(error);
  const code = failureCode(failure);
  return code === "NO_SUCH_UPLOAD" || (code === "PRECONDITION_FAILED" && failure.attempts > 1);
}
