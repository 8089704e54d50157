import { expect, test } from "vitest";
import { skipWaits } from "../../../../scripts/lib/skip-waits.ts";
import { type FakeCall, fakeS3, serverError } from "../../test/fake-s3.ts";
import { deleteObjects } from "./delete-objects.ts";

interface Id {
  Key: string;
  VersionId?: string;
}

function idsOf(call: FakeCall | undefined): Id[] {
  const request = call?.input["Delete"] as { Objects: Id[] } | undefined;
  return request?.Objects ?? [];
}

function deleteAll(call: FakeCall) {
  return { Deleted: idsOf(call) };
}

test("any number of keys goes in batches of 1,000, each key once", async () => {
  const { s3, calls } = fakeS3({ DeleteObjects: deleteAll });
  async function* keys() {
    for (let i = 0; i < 2500; i++) yield `k${i}`;
    yield "k2499";
  }
  const progress: number[] = [];
  const result = await deleteObjects(
    s3,
    { bucket: "b", keys: keys() },
    { concurrency: 1, onProgress: ({ deleted }) => progress.push(deleted) },
  );
  expect(result).toEqual({ deleted: 2500, failed: 0, errors: [] });
  expect(calls.map((call) => idsOf(call).length)).toEqual([1000, 1000, 500]);
  expect(progress).toEqual([1000, 2000, 2500]);
});

test("no keys send nothing", async () => {
  const { s3, calls } = fakeS3({});
  expect(await deleteObjects(s3, { bucket: "b", keys: [] })).toMatchObject({ deleted: 0 });
  expect(calls).toEqual([]);
});

test("versions are named, listed objects are taken as they come", async () => {
  const { s3, calls } = fakeS3({ DeleteObjects: deleteAll });
  const keys = [
    { key: "a", versionId: "1" },
    { key: "a", versionId: "2" },
    { key: "c", sizeBytes: 3 },
  ];
  await deleteObjects(s3, { bucket: "b", keys });
  expect(idsOf(calls[0])).toEqual([
    { Key: "a", VersionId: "1" },
    { Key: "a", VersionId: "2" },
    { Key: "c", VersionId: undefined },
  ]);
});

test("a key that fails is reported with its reason and does not stop the others", async () => {
  const { s3 } = fakeS3({
    DeleteObjects: () => ({
      Deleted: [{ Key: "a" }],
      Errors: [{ Key: "locked", VersionId: "", Code: "AccessDenied", Message: "object is locked" }],
    }),
  });
  expect(await deleteObjects(s3, { bucket: "b", keys: ["a", "locked"] })).toEqual({
    deleted: 1,
    failed: 1,
    errors: [
      { key: "locked", versionId: undefined, code: "ACCESS_DENIED", message: "object is locked" },
    ],
  });
});

test("a key of which the server says nothing has failed", async () => {
  const { s3 } = fakeS3({ DeleteObjects: () => ({ Deleted: [{ Key: "a" }] }) });
  const result = await deleteObjects(s3, { bucket: "b", keys: ["a", "forgotten"] });
  expect(result).toMatchObject({ deleted: 1, failed: 1 });
  expect(result.errors[0]).toMatchObject({ key: "forgotten", code: "INVALID_RESPONSE" });
});

test("a key that S3 could not delete at that moment is tried again, and only that", async () => {
  const waits = skipWaits();
  let round = 0;
  const { s3, calls } = fakeS3({
    DeleteObjects(call: FakeCall) {
      const ids = idsOf(call);
      const Code = ["InternalError", "SlowDown", "OperationAborted"][round++];
      if (Code === undefined) return { Deleted: ids };
      return {
        Deleted: ids.slice(0, -1),
        Errors: [
          { Key: ids.at(-1)?.Key, VersionId: ids.at(-1)?.VersionId, Code, Message: "later" },
        ],
      };
    },
  });
  const keys = ["a", { key: "busy", versionId: "v1" }];
  expect(await deleteObjects(s3, { bucket: "b", keys })).toEqual({
    deleted: 2,
    failed: 0,
    errors: [],
  });
  expect(calls.slice(1).map(idsOf)).toEqual(
    Array.from({ length: 3 }, () => [{ Key: "busy", VersionId: "v1" }]),
  );
  expect(waits).toHaveLength(3);
});

test("a key that stays so is reported in the end, and a signal ends the waiting", async () => {
  const busy = (call: FakeCall) => ({
    Errors: idsOf(call).map(({ Key }) => ({ Key, Code: "SlowDown", Message: "later" })),
  });
  const stop = new AbortController();
  const waiting = deleteObjects(
    fakeS3({ DeleteObjects: busy }).s3,
    { bucket: "b", keys: ["a"] },
    { signal: stop.signal },
  );
  setTimeout(() => stop.abort(new Error("stop")), 20);
  await expect(waiting).rejects.toThrow("stop");
  skipWaits();
  const result = await deleteObjects(fakeS3({ DeleteObjects: busy }).s3, {
    bucket: "b",
    keys: ["a"],
  });
  expect(result.errors).toEqual([
    { key: "a", versionId: undefined, code: "THROTTLED", message: "later" },
  ]);
});

test("failures are all counted, the first 1,000 kept", async () => {
  skipWaits();
  const { s3 } = fakeS3({
    DeleteObjects: (call) => ({
      Errors: idsOf(call).map(({ Key }) => ({
        Key,
        Code: "InternalError",
      })),
    }),
  });
  const keys = Array.from({ length: 1500 }, (_, i) => `k${i}`);
  const result = await deleteObjects(s3, { bucket: "b", keys });
  expect([result.deleted, result.failed, result.errors.length]).toEqual([0, 1500, 1000]);
});

test("keys that XML cannot carry go one by one, so that they do not spoil their batch", async () => {
  const { s3, operations, of } = fakeS3({
    DeleteObjects: deleteAll,
    DeleteObject: ({ input }) => {
      if (input["Key"] === "\u0002") throw serverError("AccessDenied", 403);
      return {};
    },
  });
  const result = await deleteObjects(s3, { bucket: "b", keys: ["a", "\u0001", "\u0002", "tab\t"] });
  expect(operations()).toEqual(["DeleteObjects", "DeleteObject", "DeleteObject"]);
  expect(idsOf(of("DeleteObjects")[0]).map(({ Key }) => Key)).toEqual(["a", "tab\t"]);
  expect(result).toMatchObject({
    deleted: 3,
    failed: 1,
    errors: [{ key: "\u0002", code: "ACCESS_DENIED" }],
  });
});

test("a request that fails as a whole is thrown", async () => {
  const { s3 } = fakeS3({
    DeleteObjects: () => {
      throw serverError("NoSuchBucket", 404);
    },
    DeleteObject: () => {
      throw serverError("NoSuchBucket", 404);
    },
  });
  await expect(deleteObjects(s3, { bucket: "b", keys: ["a"] })).rejects.toMatchObject({
    code: "NO_SUCH_BUCKET",
  });
  await expect(deleteObjects(s3, { bucket: "b", keys: ["\u0001"] })).rejects.toMatchObject({
    code: "NO_SUCH_BUCKET",
  });
});

test.each([
  ["abc", /keys must be an array or iterable of keys, not string/],
  [[""], /key must be a string that is not empty/],
  [[undefined], /key must be a string/],
  [[{ kind: "prefix", prefix: "a/" }], /key must be a string/],
  [[{ key: "a", versionId: "" }], /versionId must be/],
])("keys %o are refused", async (keys, message) => {
  await expect(deleteObjects(fakeS3({}).s3, { bucket: "b", keys } as never)).rejects.toThrow(
    message,
  );
});
