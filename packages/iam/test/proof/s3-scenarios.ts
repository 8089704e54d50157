import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeletePublicAccessBlockCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
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
} from "@cloudapi/s3";
import type { Clients } from "./guard.ts";
import { bytes, drain, failing, KEY, MIB, RAW, type Scenario, scenario } from "./scenario.ts";

const place = { bucket: RAW, prefix: "in/" };
const underKey = { ...place, kmsKeyArn: KEY };

export const S3_SCENARIOS: readonly Scenario[] = [
  scenario({ operation: "uploadFile", ...underKey }, (watched) =>
    inFolder(async (folder) => {
      watched.keys.set(RAW, KEY);
      const { s3 } = watched.clients;
      const path = join(folder, "large.bin");
      await writeFile(path, bytes(6 * MIB));
      const upload = { path, bucket: RAW, key: "in/large.bin", partSizeBytes: 5 * MIB };
      await uploadFile(s3, upload);
      for (const [name, code] of [
        ["CompleteMultipartUpload", "InvalidPart"],
        ["CompleteMultipartUpload", "NoSuchUpload"],
      ] as const) {
        watched.broken = { name, code };
        await failing(uploadFile(s3, { ...upload, key: `in/${code}` }));
      }
    }),
  ),
  scenario({ operation: "openUpload", ...underKey }, async (watched) => {
    watched.keys.set(RAW, KEY);
    const { s3 } = watched.clients;
    const open = (key: string) => openUpload(s3, { bucket: RAW, key, partSizeBytes: 5 * MIB });
    const small = open("in/small.bin");
    await small.write(bytes(10));
    await small.complete();
    const aborted = open("in/aborted.bin");
    await aborted.write(bytes(6 * MIB));
    await aborted.abort();
    watched.broken = { name: "CompleteMultipartUpload", code: "NoSuchUpload" };
    const lost = open("in/lost.bin");
    await lost.write(bytes(6 * MIB));
    await failing(lost.complete());
  }),
  scenario(
    { operation: "downloadFile", ...underKey, cases: ["versions", "tellMissing"] },
    (watched, root) =>
      inFolder(async (folder) => {
        watched.keys.set(RAW, KEY);
        const { s3 } = watched.clients;
        const versionId = await put(root, "in/a.csv");
        const path = join(folder, "a.csv");
        await downloadFile(s3, { bucket: RAW, key: "in/a.csv", path });
        await downloadFile(s3, { bucket: RAW, key: "in/a.csv", versionId, path });
        await failing(downloadFile(s3, { bucket: RAW, key: "in/none.csv", path }));
      }),
  ),
  scenario(
    { operation: "headObject", ...place, cases: ["versions", "tellMissing"] },
    async (watched, root) => {
      const { s3 } = watched.clients;
      const versionId = await put(root, "in/a.csv");
      await headObject(s3, { bucket: RAW, key: "in/a.csv" });
      await headObject(s3, { bucket: RAW, key: "in/a.csv", versionId });
      await failing(headObject(s3, { bucket: RAW, key: "in/none.csv" }));
    },
  ),
  scenario({ operation: "listObjects", ...place }, async ({ clients }, root) => {
    await put(root, "in/a.csv");
    await drain(listObjects(clients.s3, place));
    await drain(listObjects(clients.s3, { ...place, delimiter: "/", pageSize: 1 }));
  }),
  scenario({ operation: "downloadPrefix", ...underKey }, (watched, root) =>
    inFolder(async (folder) => {
      watched.keys.set(RAW, KEY);
      await put(root, "in/folder/a.csv");
      await downloadPrefix(watched.clients.s3, { bucket: RAW, prefix: "in/folder/", folder });
    }),
  ),
  scenario(
    { operation: "deleteObjects", ...place, cases: ["versions"] },
    async ({ clients }, root) => {
      const versionId = await put(root, "in/old.csv");
      await deleteObjects(clients.s3, { bucket: RAW, keys: ["in/old.csv", "in/none.csv"] });
      await deleteObjects(clients.s3, { bucket: RAW, keys: [{ key: "in/old.csv", versionId }] });
    },
  ),
  scenario({ operation: "listUnfinishedUploads", bucket: RAW }, async ({ clients }) => {
    await drain(listUnfinishedUploads(clients.s3, place));
  }),
  scenario({ operation: "removeUnfinishedUploads", ...place }, async ({ clients }, root) => {
    const dead = { Bucket: RAW, Key: "in/dead.bin" };
    await root.s3.send(new CreateMultipartUploadCommand(dead));
    await removeUnfinishedUploads(clients.s3, {
      ...place,
      startedBefore: new Date(Date.now() + 60_000),
    });
  }),
  scenario({ operation: "presignUpload", ...underKey }, async (watched) => {
    watched.keys.set(RAW, KEY);
    await presignUpload(watched.clients.s3, { bucket: RAW, key: "in/signed.csv" });
  }),
  scenario(
    { operation: "presignDownload", ...underKey, cases: ["versions"] },
    async (watched, root) => {
      watched.keys.set(RAW, KEY);
      const versionId = await put(root, "in/a.csv");
      const { s3 } = watched.clients;
      await presignDownload(s3, { bucket: RAW, key: "in/a.csv" });
      await presignDownload(s3, { bucket: RAW, key: "in/a.csv", versionId });
    },
  ),
  scenario({ operation: "ensureBucket", bucket: "watched-ensured" }, async ({ clients }, root) => {
    await ensureBucket(clients.s3, { bucket: "watched-ensured" });
    await root.s3
      .send(new CreateBucketCommand({ Bucket: "watched-ensured" }))
      .catch(() => undefined);
    await unsettle(root);
    await ensureBucket(clients.s3, { bucket: "watched-ensured" });
    // The embedded cloud has no KMS; that it is asked for is what counts.
    const encryption = { kmsKeyId: KEY };
    await ensureBucket(clients.s3, { bucket: "watched-ensured", encryption }).catch(
      () => undefined,
    );
  }),
];

async function put({ s3 }: Clients, Key: string): Promise<string> {
  const { VersionId = "" } = await s3.send(
    new PutObjectCommand({ Bucket: RAW, Key, Body: "a,b\n" }),
  );
  return VersionId;
}

/** Settings that are not as they should be. */
async function unsettle({ s3 }: Clients): Promise<void> {
  const Bucket = "watched-ensured";
  const VersioningConfiguration = { Status: "Suspended" } as const;
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "watched-"));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
