import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutObjectCommand,
  type StorageClass,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { expect, it } from "vitest";
import { failure, useCloud } from "./use-cloud.ts";

const test = useCloud();

async function put(StorageClass: StorageClass) {
  const where = { Bucket: await test.newBucket(), Key: "k" };
  await test.s3.send(new PutObjectCommand({ ...where, Body: "body", StorageClass }));
  return where;
}

it.each([
  "REDUCED_REDUNDANCY",
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "GLACIER_IR",
] as const)("%s is a label, wherever one asks for it", async (name) => {
  const where = await put(name);
  const got = await test.s3.send(new GetObjectCommand(where));
  expect(got.StorageClass).toBe(name);
  expect(await got.Body?.transformToString()).toBe("body");
  const { Bucket } = where;
  const [head, list, versions, attributes] = await Promise.all([
    test.s3.send(new HeadObjectCommand(where)),
    test.s3.send(new ListObjectsV2Command({ Bucket })),
    test.s3.send(new ListObjectVersionsCommand({ Bucket })),
    test.s3.send(new GetObjectAttributesCommand({ ...where, ObjectAttributes: ["StorageClass"] })),
  ]);
  expect([
    head.StorageClass,
    list.Contents?.[0]?.StorageClass,
    versions.Versions?.[0]?.StorageClass,
    attributes.StorageClass,
  ]).toEqual([name, name, name, name]);
});

it("STANDARD is told in lists and not in headers", async () => {
  const where = await put("STANDARD");
  expect((await test.s3.send(new HeadObjectCommand(where))).StorageClass).toBeUndefined();
  const list = await test.s3.send(new ListObjectsV2Command({ Bucket: where.Bucket }));
  expect(list.Contents?.[0]?.StorageClass).toBe("STANDARD");
});

it.each(["GLACIER", "DEEP_ARCHIVE"] as const)(
  "%s is described and not read, as nothing is restored here",
  async (name) => {
    const where = await put(name);
    expect((await test.s3.send(new HeadObjectCommand(where))).StorageClass).toBe(name);
    const refused = { name: "InvalidObjectState", status: 403 };
    expect(await failure(test.s3.send(new GetObjectCommand(where)))).toMatchObject(refused);
    const copy = new CopyObjectCommand({
      ...where,
      Key: "copy",
      CopySource: `${where.Bucket}/k`,
    });
    expect(await failure(test.s3.send(copy))).toMatchObject(refused);
  },
);

it("others are refused", async () => {
  expect(await failure(put("EXPRESS_ONEZONE"))).toMatchObject({
    name: "InvalidStorageClass",
    status: 400,
  });
});

it("a copy is STANDARD unless it says otherwise, and may change nothing else", async () => {
  const where = await put("STANDARD_IA");
  const CopySource = `${where.Bucket}/k`;
  const classOf = async (Key: string) =>
    (await test.s3.send(new HeadObjectCommand({ ...where, Key }))).StorageClass;
  await test.s3.send(new CopyObjectCommand({ ...where, Key: "copy", CopySource }));
  expect(await classOf("copy")).toBeUndefined();
  await test.s3.send(new CopyObjectCommand({ ...where, CopySource, StorageClass: "ONEZONE_IA" }));
  expect(await classOf("k")).toBe("ONEZONE_IA");
});

it("an upload keeps the one it began with", async () => {
  const where = { Bucket: await test.newBucket(), Key: "mp" };
  const { UploadId } = await test.s3.send(
    new CreateMultipartUploadCommand({ ...where, StorageClass: "GLACIER_IR" }),
  );
  const uploads = await test.s3.send(new ListMultipartUploadsCommand({ Bucket: where.Bucket }));
  expect(uploads.Uploads?.[0]?.StorageClass).toBe("GLACIER_IR");
  const at = { ...where, UploadId };
  const { ETag } = await test.s3.send(
    new UploadPartCommand({ ...at, PartNumber: 1, Body: "part" }),
  );
  expect((await test.s3.send(new ListPartsCommand(at))).StorageClass).toBe("GLACIER_IR");
  const Parts = [{ PartNumber: 1, ETag }];
  await test.s3.send(new CompleteMultipartUploadCommand({ ...at, MultipartUpload: { Parts } }));
  expect((await test.s3.send(new HeadObjectCommand(where))).StorageClass).toBe("GLACIER_IR");
});
