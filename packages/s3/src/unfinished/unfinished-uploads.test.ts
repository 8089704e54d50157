import { expect, test } from "vitest";
import { collect } from "../../test/collect.ts";
import { type FakeCall, fakeS3, serverError } from "../../test/fake-s3.ts";
import { listUnfinishedUploads } from "./list-unfinished-uploads.ts";
import { removeUnfinishedUploads } from "./remove-unfinished-uploads.ts";

const noon = new Date("2025-01-15T12:00:00Z");

function upload(Key: string, hour: number) {
  return { Key, UploadId: `id-${Key}`, Initiated: new Date(noon.getTime() + hour * 3_600_000) };
}

const pages = {
  ListMultipartUploads: ({ input }: FakeCall) =>
    input["KeyMarker"] === undefined
      ? {
          IsTruncated: true,
          EncodingType: "url",
          NextKeyMarker: "a%20b",
          NextUploadIdMarker: "id-a%20b",
          Uploads: [upload("a%20b", -2)],
        }
      : { IsTruncated: false, EncodingType: "url", Uploads: [upload("c", -1), upload("d", 1)] },
};

test("every page is listed, keys as they were written; with a moment only what was begun before", async () => {
  const { s3, calls } = fakeS3(pages);
  const all = await collect(listUnfinishedUploads(s3, { bucket: "b", prefix: "p" }));
  expect(all.map(({ key, uploadId }) => [key, uploadId])).toEqual([
    ["a b", "id-a%20b"],
    ["c", "id-c"],
    ["d", "id-d"],
  ]);
  expect(calls[1]?.input).toMatchObject({ KeyMarker: "a b", UploadIdMarker: "id-a%20b" });
  const before = listUnfinishedUploads(s3, { bucket: "b", startedBefore: noon });
  expect((await collect(before)).map(({ key }) => key)).toEqual(["a b", "c"]);
});

test("those begun before a moment are removed; one that can't be is reported and stops none", async () => {
  const { s3, of } = fakeS3({
    ...pages,
    AbortMultipartUpload: ({ input }: FakeCall) => {
      if (input["Key"] === "a b") throw serverError("AccessDenied", 403);
    },
    ListParts: () => {
      throw serverError("NoSuchUpload", 404);
    },
  });
  const result = await removeUnfinishedUploads(s3, { bucket: "b", startedBefore: noon });
  expect(result).toMatchObject({
    removed: 1,
    failed: 1,
    errors: [{ key: "a b", uploadId: "id-a%20b", code: "ACCESS_DENIED" }],
  });
  expect(result.errors[0]?.message).toContain("s3:AbortMultipartUpload on arn:aws:s3:::b/a b");
  expect(of("AbortMultipartUpload").map(({ input }) => input["Key"])).toEqual(["a b", "c"]);
});

test.each([
  [{}, "an answer that is not a listing"],
  [{ IsTruncated: true, Uploads: [] }, "not where to go on"],
  [{ IsTruncated: true, NextKeyMarker: "k", NextUploadIdMarker: "u" }, "not where to go on"],
  [{ IsTruncated: false, Uploads: [{ Key: "k" }] }, "without key, id or date"],
])("the answer %o is INVALID_RESPONSE, and no end of the listing", async (page, words) => {
  const { s3 } = fakeS3({ ListMultipartUploads: () => page });
  const listing = collect(listUnfinishedUploads(s3, { bucket: "b" }));
  await expect(listing).rejects.toMatchObject({ code: "INVALID_RESPONSE", message: RegExp(words) });
});

test("a moment must be given to remove, and be one", async () => {
  const { s3 } = fakeS3({});
  const remove = (more: object) => removeUnfinishedUploads(s3, { bucket: "b", ...more } as never);
  await expect(remove({})).rejects.toThrow("startedBefore must be given");
  await expect(remove({ startedBefore: new Date("x") })).rejects.toThrow("a valid Date");
  await expect(remove({ startedBefore: 7 })).rejects.toThrow("a valid Date");
  expect(() => listUnfinishedUploads(s3, { bucket: "b", key: "k" } as never)).toThrow(
    'unknown option "key"',
  );
});
