import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { skipWaits } from "../../../../scripts/lib/skip-waits.ts";
import { type FakeCall, fakeS3 } from "../../test/fake-s3.ts";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { crcToBase64, startCrc } from "../checksum/crc.ts";
import { CHECKSUM_ALGORITHMS, isCrc } from "../checksum/object-checksum.ts";
import { downloadPrefix } from "../prefix/download-prefix.ts";
import { placeWholeFile } from "./whole-file.ts";

const content = Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * 7 + (i >> 8)) % 251));

/** One small object, `k`; `answer` gives what brings its bytes from `start` on. */
function bucketWith(answer: (start: number) => Iterable<Buffer>, more: object = {}) {
  return fakeS3({
    ListObjectsV2: () => ({
      IsTruncated: false,
      Contents: [{ Key: "k", Size: content.length, ETag: '"e"' }],
    }),
    GetObject: ({ input }: FakeCall) => {
      const start = Number(/=(\d+)/.exec((input["Range"] as string | undefined) ?? "=0")?.[1]);
      const ContentRange = `bytes ${start}-${content.length - 1}/${content.length}`;
      return {
        Body: Readable.from(answer(start)),
        ContentLength: content.length - start,
        ETag: '"e"',
        ...(start > 0 ? { ContentRange } : more),
      };
    },
  });
}

test.each(CHECKSUM_ALGORITHMS)(
  "%s of a small file is verified before the disk sees it",
  async (algorithm) => {
    const crc = isCrc(algorithm) ? startCrc(algorithm) : undefined;
    crc?.update(content);
    const value =
      crc !== undefined && isCrc(algorithm)
        ? crcToBase64(algorithm, await crc.value())
        : createHash(algorithm).update(content).digest("base64");
    const more = { [`Checksum${algorithm}`]: value };
    const folder = await temporaryFolder();
    const input = { bucket: "b", prefix: "", folder };
    await downloadPrefix(bucketWith(() => [content], more).s3, input);
    expect((await readFile(join(folder, "k"))).equals(content)).toBe(true);

    const damaged = Buffer.from(content);
    damaged[40_000] = (damaged[40_000] ?? 0) ^ 1;
    await expect(downloadPrefix(bucketWith(() => [damaged], more).s3, input)).rejects.toMatchObject(
      {
        code: "CHECKSUM_MISMATCH",
        key: "k",
      },
    );
    expect((await readFile(join(folder, "k"))).equals(content)).toBe(true);
    expect(await readdir(folder)).toEqual(["k"]);
  },
);

test("a connection that breaks is taken up at the byte where it broke", async () => {
  skipWaits();
  function* cut(start: number): Generator<Buffer> {
    yield content.subarray(start, start + 20_000);
    if (start + 20_000 < content.length) throw new Error("aborted");
  }
  const { s3, of } = bucketWith(cut);
  const folder = await temporaryFolder();
  await downloadPrefix(s3, { bucket: "b", prefix: "", folder });
  expect((await readFile(join(folder, "k"))).equals(content)).toBe(true);
  expect(of("GetObject").map(({ input }) => input["Range"])).toEqual([
    undefined,
    "bytes=20000-49999",
    "bytes=40000-49999",
  ]);
});

test("a file that cannot be put in its place leaves nothing beside it, and the error names it", async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "k"));
  const path = join(folder, "k");
  const place = { bucket: "b", key: "k", path };
  await expect(placeWholeFile(place, content, new AbortController().signal)).rejects.toMatchObject({
    name: "S3Error",
    key: "k",
    path,
  });
  expect(await readdir(folder)).toEqual(["k"]);
});

test("after an abort what was there stays", async () => {
  const folder = await temporaryFolder();
  const path = join(folder, "k");
  await writeFile(path, "before");
  const signal = AbortSignal.abort(new Error("stop"));
  await expect(placeWholeFile({ bucket: "b", key: "k", path }, content, signal)).rejects.toThrow(
    "stop",
  );
  expect(await readFile(path, "utf8")).toBe("before");
  expect(await readdir(folder)).toEqual(["k"]);
});
