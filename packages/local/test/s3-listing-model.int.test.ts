import {
  CreateBucketCommand,
  ListObjectsCommand,
  type ListObjectsCommandOutput,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import { type RunningServer, serversOfEnvironment } from "../../s3/test/server-under-test.ts";
import { startLocalCloud } from "../src/index.ts";

/** What a list may be asked for. */
interface Question {
  readonly keys: readonly string[];
  readonly prefix: string;
  readonly delimiter: string;
  /** The older form calls it the marker. */
  readonly startAfter: string;
  readonly maxKeys: number;
}

interface Page {
  readonly keys: readonly string[];
  readonly prefixes: readonly string[];
  readonly truncated: boolean;
}

/** What the documentation says, without a thought for speed: every page, one after the other. */
function pagesByTheBook({ keys, prefix, delimiter, startAfter, maxKeys }: Question): Page[] {
  const rows = new Map<string, "key" | "prefix">();
  for (const key of keys.toSorted(byBytes)) {
    if (!key.startsWith(prefix) || byBytes(key, startAfter) <= 0) continue;
    const at = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    const row = at === -1 ? key : key.slice(0, at + delimiter.length);
    if (row !== startAfter) rows.set(row, at === -1 ? "key" : "prefix");
  }
  const all = [...rows];
  const pages: Page[] = [];
  for (let at = 0; at === 0 || at < all.length; at += maxKeys) {
    const page = all.slice(at, at + maxKeys);
    const of = (kind: string) => page.flatMap(([row, its]) => (its === kind ? row : []));
    const truncated = at + maxKeys < all.length;
    pages.push({ keys: of("key"), prefixes: of("prefix"), truncated });
  }
  return pages;
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function asPage(output: ListObjectsV2CommandOutput | ListObjectsCommandOutput): Page {
  return {
    keys: (output.Contents ?? []).map(({ Key = "" }) => Key),
    prefixes: (output.CommonPrefixes ?? []).map(({ Prefix = "" }) => Prefix),
    truncated: output.IsTruncated ?? false,
  };
}

type Lister = (s3: S3Client, Bucket: string, question: Question) => Promise<Page[]>;

/** Every page by its token; the key it all started after is sent along each time, as paginators do. */
const byTokens: Lister = async (s3, Bucket, { prefix, delimiter, startAfter, maxKeys }) => {
  const pages: Page[] = [];
  let token: string | undefined;
  do {
    const output = await s3.send(
      new ListObjectsV2Command({
        Bucket,
        Prefix: prefix,
        Delimiter: delimiter,
        StartAfter: startAfter,
        MaxKeys: maxKeys,
        ContinuationToken: token,
      }),
    );
    pages.push(asPage(output));
    expect(output.KeyCount).toBe(
      (output.Contents ?? []).length + (output.CommonPrefixes ?? []).length,
    );
    token = output.NextContinuationToken;
    expect(token !== undefined).toBe(output.IsTruncated);
  } while (token !== undefined && pages.length < 50);
  return pages;
};

/** The older form: with a delimiter the answer says where to go on, without one it is the last key. */
const byMarkers: Lister = async (s3, Bucket, { prefix, delimiter, startAfter, maxKeys }) => {
  const pages: Page[] = [];
  let marker: string | undefined = startAfter;
  while (marker !== undefined && pages.length < 50) {
    const output: ListObjectsCommandOutput = await s3.send(
      new ListObjectsCommand({
        Bucket,
        Prefix: prefix,
        Delimiter: delimiter,
        Marker: marker,
        MaxKeys: maxKeys,
      }),
    );
    pages.push(asPage(output));
    const last = output.NextMarker ?? output.Contents?.at(-1)?.Key;
    marker = output.IsTruncated ? last : undefined;
  }
  return pages;
};

// Of names that are folders and names that are files, so that servers on a file system can hold them all.
const folder = fc.constantFrom("d", "dd", "d-e", "d\u{1f600}");
const file = fc.constantFrom("f", "f0", "ff", "fé", "f.g", "f\uffee");
const key = fc
  .tuple(fc.array(folder, { maxLength: 3 }), file)
  .map(([folders, name]) => [...folders, name].join("/"));
const contents = fc.uniqueArray(key, { minLength: 1, maxLength: 14 });
const cut = (keys: readonly string[], arbitrary: fc.Arbitrary<string>) =>
  fc.oneof(
    arbitrary,
    fc
      .tuple(fc.constantFrom(...keys), fc.nat(8))
      .map(([whole, length]) => Array.from(whole).slice(0, length).join("")),
    fc.constantFrom(...keys),
  );
const questionAbout = (keys: readonly string[]): fc.Arbitrary<Question> =>
  fc.record({
    keys: fc.constant(keys),
    prefix: cut(keys, fc.constantFrom("", "", "d/", "d", "none/")),
    delimiter: fc.constantFrom("", "/", "/", "d", "/d", "e"),
    startAfter: cut(keys, fc.constantFrom("", "", "d", "d/", "zzz")),
    maxKeys: fc.integer({ min: 1, max: 6 }),
  });

/** Where a list starts within what it rolls up, the documentation does not say whether the common prefix still counts. */
function isClear({ prefix, delimiter, startAfter }: Question): boolean {
  return (
    delimiter === "" ||
    !startAfter.startsWith(prefix) ||
    !startAfter.slice(prefix.length).includes(delimiter)
  );
}

/** How much of this a server can be asked, as seen running. */
interface Reach {
  readonly lists: readonly ("ListObjectsV2" | "ListObjects")[];
  readonly canAnswer: (question: Question) => boolean;
  /** Whether its pages are cut where ours are; some end with an empty one. */
  readonly samePages: boolean;
}

const EVERYTHING: Reach = {
  lists: ["ListObjectsV2", "ListObjects"],
  canAnswer: () => true,
  samePages: true,
};

const REACHES: Readonly<Record<string, Reach>> = {
  VERSITYGW: { ...EVERYTHING, canAnswer: isClear, samePages: false },
  // A marker that is not under the prefix is not implemented there; a delimiter other than a slash has no end.
  MINIO: {
    ...EVERYTHING,
    canAnswer: (question) =>
      isClear(question) &&
      question.startAfter.startsWith(question.prefix) &&
      ["", "/"].includes(question.delimiter),
    samePages: false,
  },
  MINISTACK: { ...EVERYTHING, canAnswer: isClear },
  // Its older list repeats common prefixes on every page.
  MOTO: { ...EVERYTHING, lists: ["ListObjectsV2"], canAnswer: isClear },
};

function joined(pages: readonly Page[]): Omit<Page, "truncated"> {
  return {
    keys: pages.flatMap(({ keys }) => keys),
    prefixes: pages.flatMap(({ prefixes }) => prefixes),
  };
}

const LISTERS = { ListObjectsV2: byTokens, ListObjects: byMarkers } as const;
const BUCKETS = 12;

function testLists(start: () => Promise<RunningServer>, reach: Reach): void {
  let server: RunningServer;
  let s3: S3Client;
  const buckets = fc
    .sample(contents, { numRuns: BUCKETS, seed: 7 })
    .map((keys, i) => ({ keys, name: `list-model-${process.pid}-${Date.now()}-${i}` }));
  beforeAll(async () => {
    server = await start();
    const { endpoint, region, credentials } = server;
    s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
    for (const { keys, name } of buckets) {
      await s3.send(new CreateBucketCommand({ Bucket: name }));
      for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket: name, Key, Body: "x" }));
    }
  });
  afterAll(() => server.close());

  it.each(reach.lists)("%s is as by the book", async (name) => {
    const asked = fc
      .constantFrom(...buckets)
      .chain(({ keys, name: bucket }) =>
        questionAbout(keys).map((question) => ({ question, bucket })),
      )
      .filter(({ question }) => reach.canAnswer(question));
    await fc.assert(
      fc.asyncProperty(asked, async ({ question, bucket }) => {
        const pages = await LISTERS[name](s3, bucket, question);
        const asSeen = reach.samePages ? (all: Page[]) => all : joined;
        expect(asSeen(pages)).toEqual(asSeen(pagesByTheBook(question)));
      }),
      { numRuns: propertyRuns(150) },
    );
  });
}

describe("lists of the embedded cloud", () => {
  testLists(startLocalCloud, EVERYTHING);
});

const others = serversOfEnvironment(process.env).flatMap((server) =>
  "start" in server ? [server] : [],
);
for (const server of others) {
  describe(`lists of ${server.name}`, () => {
    testLists(() => server.start(), REACHES[server.name] ?? EVERYTHING);
  });
}
