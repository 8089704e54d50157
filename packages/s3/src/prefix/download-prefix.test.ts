import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { type FakeCall, fakeS3, serverError } from "../../test/fake-s3.ts";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { downloadPrefix } from "./download-prefix.ts";

/** A bucket of keys in the order given; an object's content is its key, unless it is a folder marker. */
function bucketOf(keys: readonly string[], delay: (key: string) => number = () => 0) {
  const contentOf = (key: string) => (key.endsWith("/") ? "" : key);
  return fakeS3({
    ListObjectsV2: ({ input }: FakeCall) => ({
      IsTruncated: false,
      Contents: keys
        .filter((key) => key.startsWith(input["Prefix"] as string))
        .map((key) => ({ Key: key, Size: Buffer.byteLength(contentOf(key)), ETag: '"e"' })),
    }),
    GetObject: async ({ input }: FakeCall) => {
      const body = Buffer.from(contentOf(input["Key"] as string));
      await sleep(delay(input["Key"] as string));
      return { Body: Readable.from([body]), ContentLength: body.length, ETag: '"e"' };
    },
  });
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

test("every object becomes a file named by what follows the prefix's last slash", async () => {
  const folder = join(await temporaryFolder(), "out");
  const { s3 } = bucketOf(["logs/", "logs/a.csv", "logs/day/15/b.csv", "logs/empty/", "other"]);
  const progress: number[] = [];
  const report = await downloadPrefix(
    s3,
    { bucket: "b", prefix: "logs/", folder },
    { onProgress: ({ files }) => progress.push(files) },
  );
  expect(report).toEqual({
    bucket: "b",
    prefix: "logs/",
    folder,
    objects: 4,
    files: 2,
    sizeBytes: 27,
    folderMarkers: 2,
    refused: 0,
    refusedKeys: [],
  });
  expect(await filesUnder(folder)).toEqual(["a.csv", "day/15/b.csv"]);
  expect(await readdir(join(folder, "empty"))).toEqual([]);
  expect(await readFile(join(folder, "day/15/b.csv"), "utf8")).toBe("logs/day/15/b.csv");
  expect(progress.at(-1)).toBe(2);
  const part = await temporaryFolder();
  await downloadPrefix(s3, { bucket: "b", prefix: "logs/d", folder: part });
  expect(await filesUnder(part)).toEqual(["day/15/b.csv"]);
});

test("hostile keys are refused by name, and nothing appears outside of the folder", async () => {
  const parent = await temporaryFolder();
  const folder = join(parent, "out");
  await mkdir(join(parent, "outside"));
  await mkdir(folder);
  await symlink(join(parent, "outside"), join(folder, "link"));
  const hostile = {
    "../evil": "PARENT_SEGMENT",
    "../outside/evil": "PARENT_SEGMENT",
    "/etc/evil": "ABSOLUTE",
    "C:/evil": "DRIVE_LETTER",
    "a/../../evil": "PARENT_SEGMENT",
    "a//evil": "EMPTY_SEGMENT",
    "link/evil": "SYMLINK",
    "nul\0evil": "NUL",
    "..\\evil": "BACKSLASH",
  };
  const { s3 } = bucketOf([...Object.keys(hostile), "good"].map((key) => `p/${key}`));
  const report = await downloadPrefix(s3, { bucket: "b", prefix: "p/", folder });
  expect(
    Object.fromEntries(report.refusedKeys.map(({ key, code }) => [key.slice(2), code])),
  ).toEqual(hostile);
  expect([report.objects, report.files, report.refused]).toEqual([10, 1, 9]);
  expect(await filesUnder(parent)).toEqual(["out/good"]);
});

test.each([
  ["the file is slow", (key: string) => (key === "p/a" ? 30 : 0)],
  ["the file is fast", (key: string) => (key === "p/a" ? 0 : 30)],
])("of `a` and `a/b` the first listed is kept, also when %s", async (_which, delay) => {
  const folder = await temporaryFolder();
  const { s3 } = bucketOf(["p/a", "p/a-b", "p/a/", "p/a/b", "p/z"], delay);
  const report = await downloadPrefix(s3, { bucket: "b", prefix: "p/", folder });
  expect(await filesUnder(folder)).toEqual(["a", "a-b", "z"]);
  expect(report.refusedKeys.map(({ key, code }) => [key, code])).toEqual([
    ["p/a/", "NAME_TAKEN"],
    ["p/a/b", "NAME_TAKEN"],
  ]);
  const again = await downloadPrefix(s3, { bucket: "b", prefix: "p/", folder });
  expect(again).toEqual(report);
});

test("a server that lists the folder first has the file refused", async () => {
  const folder = await temporaryFolder();
  const { s3 } = bucketOf(["p/a/b", "p/a"]);
  const report = await downloadPrefix(s3, { bucket: "b", prefix: "p/", folder });
  expect(report.refusedKeys).toMatchObject([{ key: "p/a", code: "NAME_TAKEN" }]);
  expect(await filesUnder(folder)).toEqual(["a/b"]);
});

test("a key that ends in a slash but has content cannot be a folder", async () => {
  const folder = await temporaryFolder();
  const { s3 } = fakeS3({
    ListObjectsV2: () => ({
      IsTruncated: false,
      Contents: [{ Key: "p/a/", Size: 5, ETag: '"e"' }],
    }),
  });
  const report = await downloadPrefix(s3, { bucket: "b", prefix: "p/", folder });
  expect(report.refusedKeys).toMatchObject([{ key: "p/a/", code: "TRAILING_SLASH" }]);
});

test("no more requests than `concurrency` are in flight, files and their ranges together", async () => {
  const folder = await temporaryFolder();
  const sizeBytes = 300_000;
  let inFlight = 0;
  let most = 0;
  const Contents = ["a", "b", "c"].map((Key) => ({ Key, Size: sizeBytes, ETag: '"e"' }));
  const { s3, of } = fakeS3({
    ListObjectsV2: () => ({ IsTruncated: false, Contents }),
    GetObject: ({ input }: FakeCall) => {
      most = Math.max(most, ++inFlight);
      const range = /=(\d+)-(\d+)/.exec((input["Range"] as string | undefined) ?? "");
      const [start, end] = range ? [Number(range[1]), Number(range[2]) + 1] : [0, sizeBytes];
      async function* body() {
        await sleep(3);
        yield Buffer.alloc(end - start);
      }
      const Body = Readable.from(body());
      Body.once("close", () => inFlight--);
      const ContentRange = range ? `bytes ${start}-${end - 1}/${sizeBytes}` : undefined;
      return { Body, ContentLength: end - start, ETag: '"e"', ContentRange };
    },
  });
  const input = { bucket: "b", prefix: "", folder, partSizeBytes: 64 * 1024 };
  const report = await downloadPrefix(s3, input, { concurrency: 2 });
  expect(report).toMatchObject({ files: 3, sizeBytes: 900_000 });
  expect(of("GetObject").length).toBeGreaterThan(3);
  expect(most).toBe(2);
});

test("a failure stops the others, leaves no temporary file, and says which object", async () => {
  const folder = await temporaryFolder();
  const { s3 } = fakeS3({
    ListObjectsV2: () => ({
      IsTruncated: false,
      Contents: ["a", "b"].map((Key) => ({ Key, Size: 1, ETag: '"e"' })),
    }),
    GetObject: ({ input }: FakeCall) => {
      if (input["Key"] === "b") throw serverError("AccessDenied", 403);
      return { Body: new Readable({ read() {} }), ContentLength: 1, ETag: '"e"' };
    },
  });
  await expect(downloadPrefix(s3, { bucket: "b", prefix: "", folder })).rejects.toMatchObject({
    code: "ACCESS_DENIED",
    key: "b",
  });
  expect(await filesUnder(folder)).toEqual([]);
});

test("an abort rejects with the reason", async () => {
  const controller = new AbortController();
  const folder = await temporaryFolder();
  const { s3 } = bucketOf(["a", "b", "c"], () => 5);
  const onProgress = () => controller.abort(new Error("stop"));
  const options = { signal: controller.signal, onProgress, concurrency: 1 };
  await expect(downloadPrefix(s3, { bucket: "b", prefix: "", folder }, options)).rejects.toThrow(
    "stop",
  );
  // Two are under way at a time: the other one may be complete by then, and stays.
  expect([["a"], ["b"], ["a", "b"]]).toContainEqual((await filesUnder(folder)).toSorted());
});

test("a folder that cannot be one is an error of its own", async () => {
  const folder = join(await temporaryFolder(), "file");
  await writeFile(folder, "");
  await expect(
    downloadPrefix(fakeS3({}).s3, { bucket: "b", prefix: "", folder }),
  ).rejects.toMatchObject({
    path: folder,
    code: "FILE_ERROR",
  });
  const input = { bucket: "b", prefix: undefined, folder } as never;
  await expect(downloadPrefix(fakeS3({}).s3, input)).rejects.toThrow(/prefix must be a string/);
});
