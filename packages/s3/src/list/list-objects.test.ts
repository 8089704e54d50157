import { expect, test } from "vitest";
import { fakeS3, serverError } from "../../test/fake-s3.ts";
import { listObjects } from "./list-objects.ts";

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

function object(Key: string) {
  return { Key, Size: 1, ETag: '"e"', LastModified: new Date(0), StorageClass: "GLACIER" };
}

test("pages are followed by their token, and asked for as they are consumed", async () => {
  const { s3, calls } = fakeS3({
    ListObjectsV2: ({ input }) =>
      input["ContinuationToken"] === undefined
        ? { Contents: [object("a"), object("b")], IsTruncated: true, NextContinuationToken: "t1" }
        : { Contents: [object("c")], IsTruncated: false },
  });
  const pages: unknown[] = [];
  const listing = listObjects(
    s3,
    { bucket: "b", prefix: "p", startAfter: "A" },
    { onProgress: (p) => pages.push(p) },
  );
  expect(calls).toHaveLength(0);
  expect((await listing.next()).value).toMatchObject({ key: "a", storageClass: "GLACIER" });
  expect(calls).toHaveLength(1);
  expect((await collect(listing)).map(({ key }) => key)).toEqual(["b", "c"]);
  expect(calls.map(({ input }) => input["ContinuationToken"])).toEqual([undefined, "t1"]);
  expect(calls[1]?.input).toMatchObject({ Prefix: "p", StartAfter: "A", EncodingType: "url" });
  expect(pages).toEqual([
    { pages: 1, entries: 2 },
    { pages: 2, entries: 3 },
  ]);
});

test("an encoded listing is decoded: plus is a space, percent-encoded is any character", async () => {
  const Contents = ["a+b", "a%2Bb", "%C3%A9%0A%01", "100%25"].map(object);
  const { s3 } = fakeS3({
    ListObjectsV2: () => ({ Contents, EncodingType: "url", IsTruncated: false }),
  });
  const keys = (await collect(listObjects(s3, { bucket: "b" }))).map(({ key }) => key);
  expect(keys).toEqual(["a b", "a+b", "é\n\u0001", "100%"]);
});

test("a listing that is not encoded is taken as it is", async () => {
  const Contents = ["a+b", "100%"].map(object);
  const { s3 } = fakeS3({ ListObjectsV2: () => ({ Contents, IsTruncated: false }) });
  expect((await collect(listObjects(s3, { bucket: "b" }))).map(({ key }) => key)).toEqual([
    "a+b",
    "100%",
  ]);
});

test("objects and rolled-up prefixes come in the order of their bytes", async () => {
  const Contents = ["a", "z\u{1F600}", "z\uFF00"].map(object);
  const { s3 } = fakeS3({
    ListObjectsV2: () => ({
      Contents,
      CommonPrefixes: [{ Prefix: "b/" }, { Prefix: "z/" }],
      IsTruncated: false,
    }),
  });
  const entries = await collect(listObjects(s3, { bucket: "b", delimiter: "/" }));
  expect(entries.map((entry) => (entry.kind === "prefix" ? entry.prefix : entry.key))).toEqual([
    "a",
    "b/",
    "z/",
    "z\uFF00",
    "z\u{1F600}",
  ]);
});

test.each([[{ IsTruncated: true }], [{ IsTruncated: true, NextContinuationToken: "same" }]])(
  "a server that never comes to an end (%o) is an error, not a loop",
  async (page) => {
    const { s3 } = fakeS3({ ListObjectsV2: () => page });
    await expect(collect(listObjects(s3, { bucket: "b" }))).rejects.toMatchObject({
      code: "INVALID_RESPONSE",
      message: /there is more, but not where/,
    });
  },
);

test("failures are typed; an abort between pages stops with the reason", async () => {
  const denied = fakeS3({
    ListObjectsV2: () => {
      throw serverError("AccessDenied", 403);
    },
  });
  await expect(collect(listObjects(denied.s3, { bucket: "b" }))).rejects.toMatchObject({
    code: "ACCESS_DENIED",
    message: /s3:ListBucket on arn:aws:s3:::b/,
  });
  const controller = new AbortController();
  const { s3, calls } = fakeS3({
    ListObjectsV2: () => ({
      Contents: [object("a")],
      IsTruncated: true,
      NextContinuationToken: "t",
    }),
  });
  const listing = listObjects(s3, { bucket: "b" }, { signal: controller.signal });
  await listing.next();
  controller.abort(new Error("stop"));
  await expect(listing.next()).rejects.toThrow("stop");
  expect(calls).toHaveLength(1);
});

test("wrong arguments are refused at once, not at the first page", () => {
  const { s3 } = fakeS3({});
  expect(() => listObjects(s3, { bucket: "b/p" })).toThrow(/the rest belongs in the key/);
  expect(() => listObjects(s3, { bucket: "b", pageSize: 1001 })).toThrow(RangeError);
  expect(() => listObjects(s3, { bucket: "b", Prefix: "x" } as never)).toThrow(
    /Did you mean "prefix"/,
  );
  expect(() => listObjects(s3, undefined as never)).toThrow(/must be an object with bucket/);
});
