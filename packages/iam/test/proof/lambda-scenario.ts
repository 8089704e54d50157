import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { CreateTopicCommand } from "@aws-sdk/client-sns";
import { apiLogs } from "@cloudapi/core";
import { createValidationHandler } from "@cloudapi/validation/lambda";
import { buildLambdaPolicy } from "../../src/index.ts";
import type { Clients } from "./guard.ts";
import { ACCOUNT, type AuthorizedRequest, REGION } from "./requests-of.ts";
import { failing, KEY, LAKE, RAW, RESULTS_KEY, type Scenario } from "./scenario.ts";

const BAD = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/secret-path","status_code":999}\n';
const LONG = BAD.replace("secret", "s".repeat(6_000)).repeat(1_500);
const ARN = (service: string, name: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${name}`;
const quarantine = { bucket: LAKE, prefix: "quarantine/" };
const topicArn = "arn:aws:sns:us-east-1:000000000000:alerts";
const logGroup = ARN("logs", "log-group:/aws/lambda/validator");
const queueArn = ARN("sqs", "uploads");

export const LAMBDA_SCENARIO: Scenario = {
  operation: "createValidationHandler",
  title: "createValidationHandler",
  policy: buildLambdaPolicy({
    bucket: RAW,
    prefix: "raw/",
    quarantine,
    topicArn,
    logGroup,
    queueArn,
    accountId: ACCOUNT,
    rawKmsKeyArn: KEY,
    kmsKeyArn: RESULTS_KEY,
    encryptionContext: true,
    attachment: "inline",
  }),
  async run(watched, root) {
    watched.keys.set(RAW, KEY).set(LAKE, RESULTS_KEY);
    const { s3, sns } = watched.clients;
    await root.sns.send(new CreateTopicCommand({ Name: "alerts" }));
    watched.requests.push(...requestsByLambda());
    const handler = createValidationHandler({
      dataset: apiLogs,
      s3,
      sns,
      topicArn,
      bucket: RAW,
      prefix: "raw/",
      quarantine,
      logger: false,
    });
    for (const [key, body] of [
      ["raw/few.ndjson", BAD],
      ["raw/many.ndjson", LONG],
    ] as const)
      await handler(await upload(root, key, body));
    await handler(eventOf("raw/few.ndjson", { etag: "other" }));
    await handler(eventOf("raw/gone.ndjson", { etag: "e" }));
    const put = new PutObjectCommand({ Bucket: RAW, Key: "raw/gone.ndjson", Body: BAD });
    const { VersionId: versionId } = await root.s3.send(put);
    const version = { Bucket: RAW, Key: "raw/gone.ndjson", VersionId: versionId };
    await root.s3.send(new DeleteObjectCommand(version));
    await handler(eventOf("raw/gone.ndjson", { etag: "e", versionId }));
    watched.broken = { name: "CompleteMultipartUpload", code: "InvalidPart" };
    await failing(handler(await upload(root, "raw/broken.ndjson", LONG)));
  },
};

/** What Lambda does with the function's role, from its guide: no call of ours brings it. */
function requestsByLambda(): AuthorizedRequest[] {
  const stream = `${logGroup}:log-stream:2025/01/15/[$LATEST]abc`;
  const of = (action: string, resource: string) => ({
    action,
    resource,
    context: {},
    call: "(Lambda)",
  });
  return [
    of("logs:CreateLogStream", stream),
    of("logs:PutLogEvents", stream),
    of("sqs:ReceiveMessage", queueArn),
    of("sqs:DeleteMessage", queueArn),
    of("sqs:GetQueueAttributes", queueArn),
  ];
}

async function upload({ s3 }: Clients, Key: string, Body: string) {
  const { ETag = "", VersionId } = await s3.send(new PutObjectCommand({ Bucket: RAW, Key, Body }));
  return eventOf(Key, { etag: ETag.replaceAll('"', ""), versionId: VersionId });
}

function eventOf(
  key: string,
  { etag, versionId }: { readonly etag: string; readonly versionId?: string | undefined },
) {
  const state = versionId === undefined ? { eTag: etag } : { eTag: etag, versionId };
  const object = { key, sequencer: "1", ...state };
  return {
    Records: [{ eventName: "ObjectCreated:Put", s3: { bucket: { name: RAW }, object } }],
  };
}
