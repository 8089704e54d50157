import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  HeadBucketCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { readFailure } from "@cloudapi/core/internal";
import type { Place } from "../errors/place.ts";
import { S3Error } from "../errors/s3-error.ts";
import { request } from "../request/request.ts";
import type { EnsureBucketInput } from "./ensure-bucket-input.ts";
import { retryWhileSettling } from "./retry-while-settling.ts";

/** Make sure that the bucket exists and is the caller's; says whether it was created. */
export async function claimBucket(
  s3: S3Client,
  input: EnsureBucketInput,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const found = await lookUp(s3, input, signal);
  if (found === "yes" && input.expectedBucketOwner !== undefined) return false;
  const answer = await create(s3, input, signal);
  return found === "no" && answer === "created";
}

/** HEAD's errors have no words: what is not plain is "unknown", and creating the bucket will tell. */
async function lookUp(
  s3: S3Client,
  { bucket, expectedBucketOwner }: EnsureBucketInput,
  signal: AbortSignal | undefined,
): Promise<"yes" | "no" | "unknown"> {
  const place: Place = { operation: "HeadBucket", bucket };
  const command = new HeadBucketCommand({
    Bucket: bucket,
    ExpectedBucketOwner: expectedBucketOwner,
  });
  try {
    await request(place, signal, (options) => s3.send(command, options));
    return "yes";
  } catch (error) {
    if (!(error instanceof S3Error)) throw error;
    if (error.code === "NO_SUCH_BUCKET") return "no";
    if (error.code === "WRONG_REGION" || error.httpStatus === undefined || error.httpStatus >= 500)
      throw error;
    return "unknown";
  }
}

async function create(
  s3: S3Client,
  { bucket, ownerEnforced }: EnsureBucketInput,
  signal: AbortSignal | undefined,
): Promise<"created" | "ours"> {
  const place: Place = { operation: "CreateBucket", bucket };
  const command = new CreateBucketCommand({
    Bucket: bucket,
    ObjectOwnership: ownerEnforced === false ? undefined : "BucketOwnerEnforced",
    CreateBucketConfiguration: await locationOf(s3),
  });
  try {
    await retryWhileSettling(signal, () =>
      request(place, signal, (options) => s3.send(command, options)),
    );
    return "created";
  } catch (error) {
    if (isOwnedByYou(error)) return "ours";
    throw error;
  }
}

/** us-east-1 must not be named, every other region must. */
async function locationOf(
  s3: S3Client,
): Promise<{ LocationConstraint: BucketLocationConstraint } | undefined> {
  const region = await s3.config.region();
  if (region === "us-east-1") return undefined;
  return { LocationConstraint: region as BucketLocationConstraint };
}

function isOwnedByYou(error: unknown): boolean {
  return error instanceof S3Error && readFailure(error.cause).name === "BucketAlreadyOwnedByYou";
}
