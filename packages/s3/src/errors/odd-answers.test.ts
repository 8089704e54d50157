import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { S3Client } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { skipWaits } from "../../../../scripts/lib/skip-waits.ts";
import { collect } from "../../test/collect.ts";
import { misbehavingServer } from "../../test/misbehaving-server.ts";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import {
  deleteObjects,
  downloadFile,
  downloadPrefix,
  ensureBucket,
  headObject,
  listObjects,
  listUnfinishedUploads,
  uploadFile,
} from "../index.ts";

const XML = '<?xml version="1.0" encoding="UTF-8"?>';
const login =
  "<!DOCTYPE html><html><head><meta charset=utf-8></head><body>Log in<br></body></html>";

/** Each function of the package on a bucket that is not there, as the code that it ends with. */
async function outcomes(s3: S3Client): Promise<Record<string, string>> {
  const folder = await temporaryFolder();
  const path = join(folder, "f");
  await writeFile(path, "x");
  const object = { bucket: "bucket", key: "k" };
  const calls = {
    list: () => collect(listObjects(s3, { bucket: "bucket" })),
    unfinished: () => collect(listUnfinishedUploads(s3, { bucket: "bucket" })),
    prefix: () => downloadPrefix(s3, { bucket: "bucket", prefix: "", folder }),
    head: () => headObject(s3, object),
    download: () => downloadFile(s3, { ...object, path: `${path}.down` }),
    upload: () => uploadFile(s3, { ...object, path }),
    ensure: () => ensureBucket(s3, { bucket: "bucket" }),
    async remove() {
      const { errors } = await deleteObjects(s3, { bucket: "bucket", keys: ["k"] });
      if (errors[0] !== undefined) throw Object.assign(new Error(), errors[0]);
    },
  };
  const found: Record<string, string> = {};
  for (const [name, call] of Object.entries(calls)) {
    found[name] = await call().then(
      () => "done",
      (error: Error & { code?: string }) => error.code ?? error.message,
    );
  }
  return found;
}

test.each([
  ["a login page", "text/html", login],
  ["nothing", "application/xml", ""],
  ["JSON", "application/json", '{"status":"ok"}'],
  ["another document", "application/xml", `${XML}<Status><ok>true</ok></Status>`],
  ["half a document", "application/xml", `${XML}<ListBucketResult><IsTruncated>fal`],
])("success with %s is INVALID_RESPONSE everywhere", async (_what, type, body) => {
  const { s3 } = await misbehavingServer((_call, response) => {
    response.writeHead(200, { "content-type": type });
    response.end(body);
  });
  const found = await outcomes(s3);
  expect(new Set(Object.values(found))).toEqual(new Set(["INVALID_RESPONSE"]));
});

test("the message says what to look at, in one line", async () => {
  const { s3 } = await misbehavingServer((_call, response) => response.end(login));
  const listing = collect(listObjects(s3, { bucket: "b" }));
  await expect(listing).rejects.toThrow(
    /^Cannot list s3:\/\/b: the answer is not one that S3 gives\. .*no proxy or login page.*\(@aws-sdk XML parse error[^\\]*\)$/,
  );
});

test.each([
  [
    "body and header",
    `${XML}<Error><Code>PermanentRedirect</Code><Region>eu-west-1</Region></Error>`,
  ],
  ["header alone", ""],
])("a redirect names the region, as %s tell it", async (_what, body) => {
  const { s3 } = await misbehavingServer((call, response) => {
    response.writeHead(301, { "x-amz-bucket-region": "eu-west-1" });
    response.end(call.method === "HEAD" ? undefined : body);
  });
  const target = { bucket: "bucket", key: "k" };
  const path = join(await temporaryFolder(), "f");
  for (const call of [
    () => headObject(s3, target),
    () => ensureBucket(s3, { bucket: "bucket" }),
    () => downloadFile(s3, { ...target, path }),
    () => collect(listObjects(s3, { bucket: "bucket" })),
  ])
    await expect(call()).rejects.toMatchObject({
      code: "WRONG_REGION",
      region: "eu-west-1",
      message: /in the region eu-west-1.*Set the client's region to eu-west-1/,
    });
});

test.each([302, 303, 308, 407])("HTTP status %s is not S3's", async (status) => {
  const { s3 } = await misbehavingServer((_call, response) => {
    response.writeHead(status, { "content-type": "text/html" }).end(login);
  });
  const found = await outcomes(s3);
  expect(new Set(Object.values(found))).toEqual(new Set(["INVALID_RESPONSE"]));
});

test("an answer without words is told by its status", async () => {
  const { s3 } = await misbehavingServer((_call, response) => response.writeHead(405).end());
  await expect(collect(listObjects(s3, { bucket: "b" }))).rejects.toThrow(
    "Cannot list s3://b: ListObjectsV2 failed. The server said: HTTP status 405, no words",
  );
});

test("a part of an object does not pass for the whole", async () => {
  const { s3 } = await misbehavingServer((_call, response) => {
    const range = { "content-range": "bytes 0-4/300", "content-length": 5, etag: '"v1"' };
    response.writeHead(206, range).end("a,b\n1");
  });
  const path = join(await temporaryFolder(), "f");
  await expect(downloadFile(s3, { bucket: "b", key: "k", path })).rejects.toMatchObject({
    code: "INVALID_RESPONSE",
    message: /Content-Range: bytes 0-4\/300, where all of the object was asked for/,
  });
});

test("throttling is waited out by headObject too", async () => {
  skipWaits();
  const { s3, calls } = await misbehavingServer((_call, response, number) => {
    response.writeHead(number > 4 ? 200 : 503, { etag: '"v1"', "content-length": 7 }).end();
  });
  expect(await headObject(s3, { bucket: "b", key: "k" })).toMatchObject({ sizeBytes: 7 });
  expect(calls).toHaveLength(5);
});
