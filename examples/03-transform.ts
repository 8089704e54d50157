// Turn a raw object into partitioned Parquet, with the rejected rows in quarantine.
// On the embedded cloud; with CLOUDAPI_TARGET=aws in your account, see docs/configuration.md.
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { apiLogs, loadConfig } from "@cloudapi/core";
import { buildPolicy } from "@cloudapi/iam";
import { type LocalCloud, startLocalCloud } from "@cloudapi/local";
import { ensureBucket } from "@cloudapi/s3";
import { transform } from "@cloudapi/transform";
import { s3Sink, s3Source } from "@cloudapi/transform/s3";

const LOGS = `timestamp,endpoint,status_code,response_time_ms
2025-01-14T23:59:59Z,/api/users,200,41.5
2025-01-15T00:00:01Z,/api/users,200,38.25
2025-01-15T10:30:46Z,/api/users,999,12
2025-01-15T10:30:48Z,/api/orders,404,
`;

const config = loadConfig(process.env);
const { rawBucket, processedBucket } = config;
const cloud = config.target === "local" ? await startLocalCloud({ enforce: true }) : undefined;
const s3 = new S3Client(cloud ? clientOf(cloud) : { region: config.region });
for (const bucket of [rawBucket, processedBucket]) await ensureBucket(s3, { bucket });

const key = "examples/logs.csv";
await s3.send(new PutObjectCommand({ Bucket: rawBucket, Key: key, Body: LOGS }));

const source = s3Source(s3, { bucket: rawBucket, key });
const sink = s3Sink(s3, {
  bucket: processedBucket,
  prefix: "examples/api_logs/",
  // The embedded cloud has no keys of KMS.
  ...(cloud === undefined && config.kmsKeyArn && { encryption: { kmsKeyId: config.kmsKeyArn } }),
});
const report = await transform(apiLogs, source, sink);

const { rowsIn, rowsValid, rowsRejected } = report;
console.log(`${rowsIn} rows in = ${rowsValid} valid + ${rowsRejected} rejected`);
for (const { partition, rows, sizeBytes } of report.partitions)
  console.log(`${partition}: ${rows} rows, ${sizeBytes} bytes of Parquet`);
for (const { line, issues } of report.rejections)
  console.log(`line ${line}: ${issues.map(({ message }) => message).join(" ")}`);
for (const each of report.quarantine) console.log(`${each.key}: ${each.rows} rejected rows`);

s3.destroy();
await cloud?.close();

/** Whoever runs this may do what it does, and nothing else. */
function clientOf(local: LocalCloud) {
  const { accountId, region } = local;
  const raw = { bucket: rawBucket, prefix: "examples/" };
  const policy = buildPolicy({
    operations: [
      ...[rawBucket, processedBucket].map(
        (bucket) => ({ operation: "ensureBucket", bucket }) as const,
      ),
      { operation: "uploadFile", ...raw },
      { operation: "s3Source", ...raw },
      { operation: "s3Sink", bucket: processedBucket, prefix: "examples/api_logs/" },
    ],
    accountId,
    region,
  });
  return local.putUser("example", { policies: { policy } }).clientConfig;
}
