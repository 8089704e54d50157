// Write the policy of the validation Lambda, say what each statement is for, run the function under it, and be denied a
// neighbour. The embedded cloud enforces the policy; in an account (CLOUDAPI_TARGET=aws) attach it, see docs/lambda.md.
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { apiLogs, loadConfig } from "@cloudapi/core";
import { buildLambdaPolicy, explainPolicy } from "@cloudapi/iam";
import { startLocalCloud } from "@cloudapi/local";
import { ensureBucket } from "@cloudapi/s3";
import { createValidationHandler } from "@cloudapi/validation/lambda";

const { rawBucket, rawPrefix, processedBucket, quarantinePrefix, target } = loadConfig(process.env);
const quarantine = { bucket: processedBucket, prefix: quarantinePrefix };
const place = { bucket: rawBucket, prefix: rawPrefix, quarantine };

const policy = buildLambdaPolicy(place);
console.log(JSON.stringify(policy, null, 2));
const { text } = explainPolicy(policy, { operations: ["createValidationHandler"] });
// A line that is too long for a terminal goes on below.
console.log(`\n${text.replaceAll(/^(?=.{81})(.{1,80}) /gm, "$1\n    ")}\n`);

if (target === "local") await tryPolicy();

async function tryPolicy(): Promise<void> {
  const cloud = await startLocalCloud({ enforce: true });
  const owner = new S3Client(cloud.clientConfig);
  for (const bucket of [rawBucket, processedBucket]) await ensureBucket(owner, { bucket });
  const row = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/api/users","status_code":999}\n';
  const put = (Key: string) =>
    owner.send(new PutObjectCommand({ Bucket: rawBucket, Key, Body: row }));
  const key = `${rawPrefix}example.ndjson`;
  const { ETag: eTag, VersionId: versionId } = await put(key);
  const neighbour = `${rawPrefix.replace(/\/$/, "")}-of-others/example.ndjson`;
  await put(neighbour);

  // The function's role, as the function sees it: its requests are judged by the policy, and by nothing else.
  const role = cloud.putUser("validator", { policies: { validator: policy } });
  const s3 = new S3Client(role.clientConfig);
  const handler = createValidationHandler({ dataset: apiLogs, s3, ...place, logger: false });
  const object = { key, eTag, versionId, sequencer: "1" };
  const event = { eventName: "ObjectCreated:Put", s3: { bucket: { name: rawBucket }, object } };
  const result = await handler({ Records: [event] });
  const [outcome] = "objects" in result ? result.objects : [];
  console.log(`${key}: ${outcome?.outcome}`);

  const get = new GetObjectCommand({ Bucket: rawBucket, Key: neighbour });
  const denied = await s3.send(get).then(
    () => "read",
    (error: Error) => error.name,
  );
  console.log(`${neighbour}: ${denied}`);

  for (const client of [owner, s3]) client.destroy();
  await cloud.close();
}
