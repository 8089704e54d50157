import { expect, test } from "vitest";
import { fakeS3 } from "../../test/fake-s3.ts";
import {
  deleteObjects,
  downloadFile,
  downloadPrefix,
  ensureBucket,
  headObject,
  listObjects,
  listUnfinishedUploads,
  openUpload,
  presignDownload,
  presignUpload,
  removeUnfinishedUploads,
  uploadFile,
} from "../index.ts";

const { s3, calls } = fakeS3({});
const startedBefore = new Date();

const functions: Record<string, (bucket: string) => unknown> = {
  deleteObjects: (bucket) => deleteObjects(s3, { bucket, keys: [] }),
  downloadFile: (bucket) => downloadFile(s3, { bucket, key: "k", path: "f" }),
  downloadPrefix: (bucket) => downloadPrefix(s3, { bucket, prefix: "", folder: "f" }),
  ensureBucket: (bucket) => ensureBucket(s3, { bucket }),
  headObject: (bucket) => headObject(s3, { bucket, key: "k" }),
  listObjects: (bucket) => listObjects(s3, { bucket }),
  listUnfinishedUploads: (bucket) => listUnfinishedUploads(s3, { bucket }),
  openUpload: (bucket) => openUpload(s3, { bucket, key: "k" }),
  presignDownload: (bucket) => presignDownload(s3, { bucket, key: "k" }),
  presignUpload: (bucket) => presignUpload(s3, { bucket, key: "k" }),
  removeUnfinishedUploads: (bucket) => removeUnfinishedUploads(s3, { bucket, startedBefore }),
  uploadFile: (bucket) => uploadFile(s3, { bucket, key: "k", path: "f" }),
};

test.each(Object.entries(functions))("%s refuses directory buckets by name", async (name, call) => {
  for (const bucket of ["logs--usw2-az1--x-s3", "point--usw2-az1--xa-s3"]) {
    const message = new RegExp(`^${name}: "${bucket}" is a directory bucket`);
    await expect((async () => call(bucket))()).rejects.toThrow(message);
  }
  expect(calls).toEqual([]);
});
