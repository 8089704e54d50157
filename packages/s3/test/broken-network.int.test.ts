import { randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ListMultipartUploadsCommand, S3Client } from "@aws-sdk/client-s3";
import { type LocalCloud, startLocalCloud } from "@cloudapi/local";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { skipWaits } from "../../../scripts/lib/skip-waits.ts";
import { downloadFile, ensureBucket, headObject, uploadFile } from "../src/index.ts";
import { type Fate, startBrokenNetwork } from "./broken-network.ts";
import { fileOf, MIB, PART } from "./conformance/world.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const bucket = "broken-network";
let cloud: LocalCloud;
let direct: S3Client;

beforeAll(async () => {
  cloud = await startLocalCloud();
  direct = new S3Client(cloud.clientConfig);
  await ensureBucket(direct, { bucket });
});

afterAll(async () => {
  direct.destroy();
  await cloud.close();
});

beforeEach(() => void skipWaits());

/** A client whose exchanges have the fates decided, and how many of each method there were. */
async function through(decide: (method: string, url: string) => Fate, options: object = {}) {
  const counts: Record<string, number> = {};
  const network = await startBrokenNetwork(cloud.endpoint, (method, url) => {
    counts[method] = (counts[method] ?? 0) + 1;
    return decide(method, url);
  });
  const s3 = new S3Client({ ...cloud.clientConfig, endpoint: network.endpoint, ...options });
  onTestFinished(async () => {
    s3.destroy();
    await network.close();
  });
  return { s3, counts };
}

test("a download goes on where its connections broke", async () => {
  const content = randomBytes(3 * MIB);
  const key = "cut";
  await uploadFile(direct, { path: await fileOf(content), bucket, key });
  let cuts = 4;
  const { s3, counts } = await through((method) =>
    method === "GET" && cuts-- > 0 ? { cutAfterBytes: 300_000 } : "pass",
  );
  const path = join(await temporaryFolder(), "f");
  const options = { concurrency: 2 };
  const down = await downloadFile(s3, { bucket, key, path, partSizeBytes: MIB }, options);
  expect(down.checksum?.algorithm).toBe("CRC32");
  expect((await readFile(path)).equals(content)).toBe(true);
  expect(counts["GET"]).toBe(3 + 4);
});

test("a download whose connections always break gives up and leaves nothing", async () => {
  const key = "cut-always";
  await uploadFile(direct, { path: await fileOf(randomBytes(MIB)), bucket, key });
  const { s3 } = await through(() => ({ cutAfterBytes: 0 }));
  const path = join(await temporaryFolder(), "f");
  await expect(downloadFile(s3, { bucket, key, path })).rejects.toMatchObject({
    code: "S3_UNREACHABLE",
    key,
  });
  expect(await readdir(dirname(path))).toEqual([]);
});

test.each([
  { size: 1000, lost: "PUT" },
  { size: PART + 1000, lost: "POST" },
])(
  "a conditional upload of $size bytes whose answer is lost has succeeded, once",
  async ({ size, lost }) => {
    const key = `lost/${size}`;
    let losses = 1;
    const isLast = (method: string, url: string) =>
      method === lost && (lost === "PUT" || url.includes("uploadId="));
    const { s3 } = await through((method, url) =>
      isLast(method, url) && losses-- > 0 ? "lose the answer" : "pass",
    );
    const path = await fileOf(randomBytes(size));
    const input = { path, bucket, key, ifNoneMatch: "*", partSizeBytes: PART } as const;
    const uploaded = await uploadFile(s3, input);
    expect(losses).toBeLessThan(1);
    const facts = await headObject(direct, { bucket, key });
    expect(facts).toMatchObject({ etag: uploaded.etag, checksum: uploaded.checksum });
    await expect(uploadFile(s3, input)).rejects.toMatchObject({ code: "PRECONDITION_FAILED" });
  },
);

test("an upload whose parts never get through is cleaned up", async () => {
  const { s3 } = await through((method) => (method === "PUT" ? "lose the answer" : "pass"), {
    maxAttempts: 1,
  });
  const path = await fileOf(randomBytes(2 * PART));
  const upload = uploadFile(s3, { path, bucket, key: "never", partSizeBytes: PART });
  await expect(upload).rejects.toMatchObject({ code: "S3_UNREACHABLE", operation: "UploadPart" });
  const { Uploads } = await direct.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
  expect(Uploads ?? []).toEqual([]);
});
