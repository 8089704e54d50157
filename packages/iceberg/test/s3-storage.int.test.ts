import { describe, expect, it } from "vitest";
import { s3Storage } from "../src/s3/index.ts";
import { collect } from "./collect.ts";
import { S3_SERVERS, useBucket } from "./s3-servers.ts";
import { testStorage } from "./storage-conformance.ts";

let storages = 0;

for (const server of S3_SERVERS)
  describe.skipIf(server.endpoint === undefined)(`s3Storage on ${server.name}`, () => {
    const lake = useBucket(server);
    testStorage(() => {
      const prefix = `lake ${storages++}/x`;
      return Promise.resolve(s3Storage(lake.s3, { bucket: lake.bucket, prefix }));
    });

    it("reads what Hadoop calls s3a, and what is outside its root", async () => {
      const { s3, bucket } = lake;
      const all = s3Storage(s3, { bucket });
      await all.write(`s3a://${bucket}/elsewhere/a`, new TextEncoder().encode("x"));
      const below = s3Storage(s3, { bucket, prefix: "below/" });
      expect(await below.read(`s3n://${bucket}/elsewhere/a`)).toHaveLength(1);
      expect(await below.exists(`s3://${bucket}/elsewhere/a`)).toBe(true);
    });

    it("says what is missing", async () => {
      const { s3 } = lake;
      const storage = s3Storage(s3, { bucket: "no-such-bucket-of-ours" });
      const failure = { name: "StorageError", code: "NO_SUCH_BUCKET" };
      const uri = `${storage.root}a`;
      await expect(storage.read(uri)).rejects.toMatchObject(failure);
      await expect(storage.write(uri, Uint8Array.of(1))).rejects.toMatchObject(failure);
      await expect(storage.write(uri, Uint8Array.of(1), { ifAbsent: true })).rejects.toMatchObject(
        failure,
      );
      await expect(collect(storage.list(storage.root))).rejects.toMatchObject(failure);
    });
  });
