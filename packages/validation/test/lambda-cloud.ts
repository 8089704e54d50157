import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import { startLocalCloud } from "@cloudapi/local";
import { s3RecordOf } from "../../../scripts/lib/s3-events.ts";
import type { HandlerResult, ObjectOutcome, Verdict } from "../src/lambda/index.ts";

/** An API log that fits the contract, and one that doesn't. */
export const GOOD =
  '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/api/users","status_code":200}';
export const BAD =
  '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/secret-path","status_code":999}';

/** Rejected rows of more than a part's size in few, long lines. */
export const BAD_PARTS = `${BAD.replace("secret", "s".repeat(6_000))}\n`.repeat(1_500);

/** The embedded cloud with the buckets and the topic that a validator works with. */
export async function openLambdaCloud(...buckets: string[]) {
  const cloud = await startLocalCloud();
  const s3 = new S3Client(cloud.clientConfig);
  const sns = new SNSClient(cloud.clientConfig);
  const { TopicArn: topicArn = "" } = await sns.send(new CreateTopicCommand({ Name: "alerts" }));
  for (const Bucket of buckets) await s3.send(new CreateBucketCommand({ Bucket }));
  const close = async () => {
    s3.destroy();
    sns.destroy();
    await cloud.close();
  };
  return { cloud, s3, sns, topicArn, close };
}

/** Put an object; gives the record that S3 sends of it. */
export async function putObject(
  s3: S3Client,
  { bucket, key, body }: { bucket: string; key: string; body: string | Uint8Array },
) {
  const { ETag, VersionId } = await s3.send(
    new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }),
  );
  return s3RecordOf({ bucket, key, sizeBytes: body.length, etag: ETag, versionId: VersionId });
}

/** The outcomes of an event that did not come from a queue. */
export function outcomesOf(result: HandlerResult): readonly ObjectOutcome[] {
  if (!("objects" in result)) throw new Error("no objects");
  return result.objects;
}

/** The one outcome of an event, which must have a verdict. */
export function verdictOf(result: HandlerResult): {
  outcome: string;
  verdict: Verdict;
  verdictKey: string;
} {
  const [outcome] = outcomesOf(result);
  if (outcome === undefined || outcome.outcome === "skipped")
    throw new Error(`no verdict: ${JSON.stringify(outcome)}`);
  return outcome;
}
