// Put a file into S3, list what is there and get a link that others can download it by.
// On the embedded cloud; with CLOUDAPI_TARGET=aws in your account, see docs/configuration.md.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { loadConfig } from "@cloudapi/core";
import { buildPolicy } from "@cloudapi/iam";
import { type LocalCloud, startLocalCloud } from "@cloudapi/local";
import { ensureBucket, listObjects, presignDownload, uploadFile } from "@cloudapi/s3";

const config = loadConfig(process.env);
const cloud = config.target === "local" ? await startLocalCloud({ enforce: true }) : undefined;
const s3 = new S3Client(cloud ? clientOf(cloud) : { region: config.region });

const folder = await mkdtemp(join(tmpdir(), "upload-"));
const path = join(folder, "logs.ndjson");
await writeFile(
  path,
  '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/api/users","status_code":200}\n',
);

const bucket = config.rawBucket;
await ensureBucket(s3, { bucket });
const object = await uploadFile(s3, { path, bucket, key: "examples/logs.ndjson" });
console.log(`${object.key}: ${object.sizeBytes} bytes as ${object.contentType}`);
console.log(`${object.checksum.algorithm} ${object.checksum.value}, verified by the server`);

for await (const { key, sizeBytes } of listObjects(s3, { bucket, prefix: "examples/" }))
  console.log(`listed: ${key}, ${sizeBytes} bytes`);

const { url } = await presignDownload(s3, { bucket, key: object.key, expiresInSeconds: 60 });
const answer = await fetch(url);
console.log(`downloaded by link: HTTP ${answer.status}, ${(await answer.text()).length} bytes`);

await rm(folder, { recursive: true });
s3.destroy();
await cloud?.close();

/** Whoever runs this may do what it does, and nothing else. */
function clientOf(local: LocalCloud) {
  const { accountId, region } = local;
  const place = { bucket: config.rawBucket, prefix: "examples/" };
  const policy = buildPolicy({
    operations: [
      { operation: "ensureBucket", bucket: config.rawBucket },
      { operation: "uploadFile", ...place },
      { operation: "listObjects", ...place },
      { operation: "presignDownload", ...place },
    ],
    accountId,
    region,
  });
  return local.putUser("example", { policies: { policy } }).clientConfig;
}
