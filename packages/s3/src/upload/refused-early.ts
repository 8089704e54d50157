import { HeadBucketCommand } from "@aws-sdk/client-s3";
import { S3Error } from "../errors/s3-error.ts";
import { s3Error, toS3Error } from "../errors/to-s3-error.ts";
import { placeOf, type UploadJob } from "./upload-job.ts";

const BROKEN = ["EPIPE", "ECONNRESET"];

/**
 * What a connection that broke in the middle of a body means, if it can be found out.
 *
 * A server may refuse a request before it has read the body, and hang up; the client is still writing then and never
 * sees the answer. That the bucket is missing can be asked in a request without a body.
 */
export async function refusedEarly(job: UploadJob, error: unknown): Promise<unknown> {
  const cause = error instanceof S3Error ? (error.cause as { code?: string }) : undefined;
  if (!BROKEN.includes(cause?.code ?? "")) return error;
  const { bucket } = job.target;
  try {
    await job.s3.send(new HeadBucketCommand({ Bucket: bucket }));
    return error;
  } catch (reason) {
    const { code } = toS3Error(reason, { operation: "HeadBucket", bucket });
    return code === "NO_SUCH_BUCKET" ? s3Error(code, placeOf(job, "PutObject"), error) : error;
  }
}
