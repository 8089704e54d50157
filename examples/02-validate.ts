// Let the validation Lambda look at every upload, and read its verdict.
// On the embedded cloud it runs in this process; on AWS (CLOUDAPI_TARGET=aws) deploy it first, see docs/lambda.md.
import {
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
  waitUntilObjectExists,
} from "@aws-sdk/client-s3";
import { apiLogs, loadConfig } from "@cloudapi/core";
import { buildLambdaPolicy, buildPolicy, lambdaTrustPolicy } from "@cloudapi/iam";
import { type LocalCloud, startLocalCloud } from "@cloudapi/local";
import { ensureBucket } from "@cloudapi/s3";
import { createValidationHandler, type Verdict, verdictKey } from "@cloudapi/validation/lambda";

const LOGS = `{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/api/users","status_code":200}
{"timestamp":"2025-01-15T10:30:46Z","endpoint":"/api/users","status_code":999}
{"timestamp":"2025-02-30T10:30:47Z","endpoint":"/api/orders","status_code":200}
{"timestamp":"2025-01-15T10:30:48Z","endpoint":"/api/orders","status_code":404}
`;

const config = loadConfig(process.env);
const { rawBucket, rawPrefix, processedBucket, quarantinePrefix } = config;
const quarantine = { bucket: processedBucket, prefix: quarantinePrefix };
const cloud = config.target === "local" ? await startLocalCloud({ enforce: true }) : undefined;
const s3 = new S3Client(cloud ? runner(cloud) : { region: config.region });
for (const bucket of [rawBucket, processedBucket]) await ensureBucket(s3, { bucket });

const own = new S3Client(cloud ? validator(cloud) : { region: config.region });
const handler = createValidationHandler({ dataset: apiLogs, s3: own, quarantine, logger: false });
cloud?.onObjectCreated({ bucket: rawBucket, prefix: rawPrefix }, handler);

const key = `${rawPrefix}example.ndjson`;
const put = await s3.send(new PutObjectCommand({ Bucket: rawBucket, Key: key, Body: LOGS }));

const object = {
  bucket: rawBucket,
  key,
  etag: put.ETag?.replaceAll('"', "") ?? "",
  versionId: put.VersionId,
};
const place = { Bucket: processedBucket, Key: verdictKey(quarantinePrefix, object) };
await cloud?.idle();
await waitUntilObjectExists({ client: s3, maxWaitTime: 60 }, place);
const answer = await s3.send(new GetObjectCommand(place));
const verdict = JSON.parse((await answer.Body?.transformToString()) ?? "") as Verdict;

const { rowsIn, rowsValid, rowsRejected } = verdict;
console.log(`${rowsIn} rows in = ${rowsValid} valid + ${rowsRejected} rejected`);
for (const { line, issues } of verdict.rejections)
  console.log(
    `line ${line}: ${issues.map(({ code, path }) => `${path.join(".")}: ${code}`).join(", ")}`,
  );
if (verdict.quarantineKey !== null)
  console.log(
    `the rows: ${verdict.quarantineKey.split("/").at(-1)} under ${quarantinePrefix}rows/`,
  );

for (const client of [s3, own]) client.destroy();
await cloud?.close();

/** Whoever runs this may put files and read verdicts, and nothing else. */
function runner(local: LocalCloud) {
  const { accountId, region } = local;
  const policy = buildPolicy({
    operations: [
      ...[rawBucket, processedBucket].map(
        (bucket) => ({ operation: "ensureBucket", bucket }) as const,
      ),
      { operation: "uploadFile", bucket: rawBucket, prefix: rawPrefix },
      { operation: "downloadFile", ...quarantine, cases: ["tellMissing"] },
    ],
    accountId,
    region,
  });
  return local.putUser("example", { policies: { policy } }).clientConfig;
}

/** What Lambda hands to the function: a session of its role. */
function validator(local: LocalCloud) {
  const { accountId } = local;
  const raw = { bucket: rawBucket, prefix: rawPrefix };
  const policy = buildLambdaPolicy({ ...raw, quarantine, accountId });
  const trust = lambdaTrustPolicy({ accountId });
  const { arn } = local.putRole("validator", { trust, policies: { policy } });
  return local.serviceSession({ roleArn: arn, service: "lambda.amazonaws.com" }).clientConfig;
}
