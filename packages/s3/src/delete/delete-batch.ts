import {
  type _Error as DeleteError,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { delayMs, readFailure, sleep } from "@cloudapi/core/internal";
import { failureCode } from "../errors/failure-code.ts";
import type { Place } from "../errors/place.ts";
import { S3Error } from "../errors/s3-error.ts";
import { request } from "../request/request.ts";
import { identityOf, type ObjectId } from "./batches-of.ts";

/** An object that could not be deleted, and why. */
export interface DeleteFailure {
  readonly key: string;
  readonly versionId: string | undefined;
  /** As of {@link S3Error}, such as `ACCESS_DENIED`. */
  readonly code: string;
  readonly message: string;
}

/** Characters that XML 1.0 cannot carry: a batch with such a key would be refused as a whole. */
const NOT_IN_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/** Delete up to 1,000 objects; gives back those that failed. */
export async function deleteBatch(
  s3: S3Client,
  bucket: string,
  batch: readonly ObjectId[],
  signal: AbortSignal,
): Promise<readonly DeleteFailure[]> {
  const together = batch.filter(({ key }) => !NOT_IN_XML.test(key));
  const alone = batch.filter(({ key }) => NOT_IN_XML.test(key));
  const failures = [...(await deletePatiently(s3, bucket, together, signal))];
  for (const id of alone) {
    const failure = await deleteAlone(s3, bucket, id, signal);
    if (failure !== undefined) failures.push(failure);
  }
  return failures;
}

/** What the server names as a failure that passes is tried again, and only that. */
async function deletePatiently(
  s3: S3Client,
  bucket: string,
  batch: readonly ObjectId[],
  signal: AbortSignal,
): Promise<readonly DeleteFailure[]> {
  const final: DeleteFailure[] = [];
  let left = batch;
  for (let round = 0; left.length > 0; round++) {
    const failures = await deleteTogether(s3, bucket, left, signal);
    const passing = round === ROUNDS ? [] : failures.filter(({ mayPass }) => mayPass);
    for (const failure of failures) if (!passing.includes(failure)) final.push(failure.failure);
    left = passing.map(({ failure: { key, versionId } }) => ({ key, versionId }));
    if (left.length > 0) await sleep(delayMs(round, BACK_OFF), signal);
  }
  return final;
}

/** A key that was not deleted, and whether trying again may help. */
interface KeyFailure {
  readonly failure: DeleteFailure;
  readonly mayPass: boolean;
}

/** What S3 says of a key where the same request may succeed a moment later. */
const PASSING = /^(?:InternalError|SlowDown|ServiceUnavailable|OperationAborted|RequestTimeout)$/;
const ROUNDS = 4;
const BACK_OFF = { initialDelayMs: 200, maxDelayMs: 3_000, factor: 2 } as const;

async function deleteTogether(
  s3: S3Client,
  bucket: string,
  batch: readonly ObjectId[],
  signal: AbortSignal,
): Promise<readonly KeyFailure[]> {
  const Objects = batch.map(({ key, versionId }) => ({ Key: key, VersionId: versionId }));
  const command = new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects } });
  const place: Place = { operation: "DeleteObjects", bucket };
  const output = await request(place, signal, (options) => s3.send(command, options));
  const failures = (output.Errors ?? []).map(toKeyFailure);
  const named = failures.map(({ failure }) => failure);
  const silent = unanswered(batch, named, output.Deleted ?? []);
  return [...failures, ...silent.map((failure) => ({ failure, mayPass: false }))];
}

function toKeyFailure({ Key = "", VersionId, Code = "", Message }: DeleteError): KeyFailure {
  const failure = {
    key: Key,
    versionId: VersionId === "" ? undefined : VersionId,
    code: failureCode(readFailure({ name: Code })),
    message: Message ?? (Code === "" ? "The server gave no reason." : Code),
  };
  return { failure, mayPass: PASSING.test(Code) };
}

/** The server must say of every key what became of it; silence is not success. */
function unanswered(
  batch: readonly ObjectId[],
  failures: readonly DeleteFailure[],
  deleted: readonly { Key?: string | undefined; VersionId?: string | undefined }[],
): readonly DeleteFailure[] {
  if (failures.length + deleted.length === batch.length) return [];
  const answered = new Set([
    ...failures.map(identityOf),
    ...deleted.map(({ Key = "", VersionId }) => identityOf({ key: Key, versionId: VersionId })),
  ]);
  return batch
    .filter((id) => !answered.has(identityOf(id)))
    .map(({ key, versionId }) => ({
      key,
      versionId,
      code: "INVALID_RESPONSE",
      message: "The server did not say whether it deleted this object.",
    }));
}

async function deleteAlone(
  s3: S3Client,
  bucket: string,
  { key, versionId }: ObjectId,
  signal: AbortSignal,
): Promise<DeleteFailure | undefined> {
  const command = new DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId });
  const place: Place = { operation: "DeleteObject", bucket, key, versionId };
  try {
    await request(place, signal, (options) => s3.send(command, options));
    return undefined;
  } catch (error) {
    if (!(error instanceof S3Error) || error.code === "NO_SUCH_BUCKET") throw error;
    return { key, versionId, code: error.code, message: error.message };
  }
}
