import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { defineDataset } from "@cloudapi/core";
import { type LocalCloud, startLocalCloud } from "@cloudapi/local";
import { ensureBucket } from "@cloudapi/s3";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as z from "zod";
import { createApi, type ResultCache } from "../src/index.ts";
import { type ApiServer, serve } from "../src/node/index.ts";
import { type FakeEngine, fakeEngine } from "./support/fake-engine.ts";

const orders = defineDataset({
  name: "orders",
  schema: z.object({ id: z.int64(), note: z.string().nullable(), share: z.number() }),
});
const ROWS = Array.from({ length: 5 }, (_, i) => ({
  id: 9_007_199_254_740_993n + BigInt(i),
  note: i % 2 === 0 ? null : "ø \u2028",
  share: i / 3,
}));
const Bucket = "results";
let cloud: LocalCloud;
let s3: S3Client;

beforeAll(async () => {
  cloud = await startLocalCloud();
  s3 = new S3Client(cloud.clientConfig);
  await ensureBucket(s3, { bucket: Bucket });
});

afterAll(async () => {
  s3.destroy();
  await cloud.close();
});

/** Results in a bucket, as docs/api.md has it. */
const inBucket: ResultCache = {
  async get(key) {
    const found = await s3
      .send(new GetObjectCommand({ Bucket, Key: key }))
      .catch((error: Error) => {
        if (error.name === "NoSuchKey") return undefined;
        throw error;
      });
    const isGood = Number(found?.Metadata?.["end-ms"]) > Date.now();
    return isGood ? found?.Body?.transformToString() : undefined;
  },
  async set(key, text, maxAgeMs) {
    const Metadata = { "end-ms": String(Date.now() + maxAgeMs) };
    await s3.send(new PutObjectCommand({ Bucket, Key: key, Body: text, Metadata }));
  },
};

function serveBy(engine: FakeEngine, cache: ResultCache): Promise<ApiServer> {
  const cursorSecret = "0123456789abcdef0123456789abcdef";
  const resources = [{ dataset: "orders", key: ["id"] }];
  return serve(createApi({ engine, datasets: [orders], resources, cursorSecret, cache }), {
    port: 0,
  });
}

async function ask(server: ApiServer, query: string) {
  const answer = await fetch(`${server.url}/api/orders?${query}`);
  return { status: answer.status, etag: answer.headers.get("etag"), text: await answer.text() };
}

it("two servers behind one cache ask the engine once, answer alike to the byte, and take each other's cursors", async () => {
  let version = "1";
  const [one, other] = [1, 2].map(() => fakeEngine(ROWS, async () => version));
  if (one === undefined || other === undefined) throw new Error("There are two.");
  const servers = [await serveBy(one, inBucket), await serveBy(other, inBucket)] as const;
  const first = await ask(servers[0], "limit=4");
  expect(first.status).toBe(200);
  expect(await ask(servers[1], "limit=4")).toEqual(first);
  expect([one.asked.length, other.asked.length]).toEqual([1, 0]);
  const { next } = JSON.parse(first.text) as { next: string };
  expect((await ask(servers[1], `limit=4&cursor=${next}`)).status).toBe(200);
  expect(other.asked.length).toBe(1);
  version = "2";
  for (const each of servers) await each.close();
  const later = await serveBy(other, inBucket);
  await ask(later, "limit=4");
  expect(other.asked.length).toBe(2);
  await later.close();
});

it("a cache that is down, or holds what is not a result, costs a query and no request", async () => {
  const broken: ResultCache = {
    get: () => Promise.reject(new Error("down")),
    set: () => Promise.reject(new Error("down")),
  };
  const rubbish: ResultCache = { get: async () => "{", set: async () => undefined };
  for (const cache of [broken, rubbish]) {
    const engine = fakeEngine(ROWS);
    const server = await serveBy(engine, cache);
    const answers = [await ask(server, "limit=4"), await ask(server, "limit=4")];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(engine.asked.length).toBe(2);
    await server.close();
  }
});
