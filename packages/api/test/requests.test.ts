import { setTimeout as wait } from "node:timers/promises";
import { CloudApiError, defineDataset } from "@cloudapi/core";
import { expect, it } from "vitest";
import * as z from "zod";
import {
  type Api,
  type ApiInput,
  createApi,
  memoryCache,
  queryOperation,
  type RequestRecord,
} from "../src/index.ts";
import { type FakeEngine, fakeEngine } from "./support/fake-engine.ts";

const orders = defineDataset({
  name: "orders",
  schema: z.object({ id: z.int32(), status: z.string(), total: z.number().nullable() }),
});
const visits = defineDataset({
  name: "visits",
  schema: z.object({ at: z.iso.datetime({ offset: true }), page: z.string() }),
  eventTime: "at",
  partition: { granularity: "day", layout: "hive" },
});
const row = { id: 1, status: "open", total: 2.5 };

function apiOf(engine: FakeEngine, input: Partial<ApiInput> = {}): Api {
  return createApi({
    engine,
    datasets: [orders, visits],
    resources: [{ dataset: "orders", key: ["id"] }, { dataset: "visits" }],
    now: () => Date.UTC(2025, 0, 15, 12),
    ...input,
  });
}

async function ask(api: Api, path: string, init?: RequestInit) {
  const answer = await api.fetch(new Request(`http://localhost${path}`, init));
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    body: (text === "" ? undefined : JSON.parse(text)) as Record<string, unknown>,
  };
}

it.each([
  ["/api/orders?limt=5", "INVALID_PARAMETER", 'Did you mean "limit"?'],
  ["/api/orders?staus=open", "INVALID_PARAMETER", 'Did you mean "status"?'],
  ["/api/orders?fields=id,totl", "INVALID_PARAMETER", "expected columns among id, status, total"],
  ["/api/orders?limit=0", "INVALID_PARAMETER", "limit"],
  ["/api/orders?limit=1&limit=2", "INVALID_PARAMETER", "give it once"],
  ["/api/orders?id=abc", "INVALID_PARAMETER", "id"],
  ["/api/orders?id=1.5", "INVALID_PARAMETER", "id"],
  ["/api/orders?status=%00", "INVALID_PARAMETER", "NUL"],
  ["/api/orders?status=%ff", "INVALID_URL", "not UTF-8 in"],
  ["/api/orders?status=%ED%A0%80", "INVALID_URL", "not UTF-8 in"],
  ["/api/orders?status=100%", "INVALID_URL", "percent sign as %25"],
  ["/api/orders/%zz", "INVALID_URL", "not UTF-8 in"],
  ["/api/orders?sort=id,id", "INVALID_PARAMETER", "each column once"],
  ["/api/orders?cursor=x", "INVALID_PARAMETER", "cursor"],
  ["/api/visits?from=2025-02-30", "INVALID_PARAMETER", "from"],
])("%s is refused with what to do", async (path, code, words) => {
  const { status, body, headers } = await ask(apiOf(fakeEngine([])), path);
  expect(status).toBe(400);
  expect(headers.get("content-type")).toBe("application/problem+json");
  expect(body["code"]).toBe(code);
  expect(body["detail"]).toContain(words);
  expect(body["requestId"]).toBe(headers.get("x-request-id"));
});

it("refuses more values of a list than a hundred", async () => {
  const api = apiOf(fakeEngine([]), { limits: { maxUrlCharacters: 1_000_000 } });
  const ids = Array.from({ length: 10_000 }, (_, i) => `id.in=${i}`).join("&");
  const { status, body } = await ask(api, `/api/orders?${ids}`);
  expect(status).toBe(400);
  expect(body["detail"]).toContain("expected at most 100 values");
});

it("counts the characters of a text as the document does, not their halves", async () => {
  const api = apiOf(fakeEngine([]), { limits: { maxUrlCharacters: 20_000 } });
  const statuses = await Promise.all(
    [1_000, 1_001].map(async (count) => {
      const text = encodeURIComponent("𝄞".repeat(count));
      return (await ask(api, `/api/orders?status=${text}`)).status;
    }),
  );
  expect(statuses).toEqual([200, 400]);
});

it("refuses rows by a column in both directions", async () => {
  const { status, body } = await ask(apiOf(fakeEngine([])), "/api/orders?sort=id,-id");
  expect([status, body["code"]]).toEqual([422, "INVALID_SORT"]);
  expect(body["detail"]).toContain("each column once");
});

it.each([
  ["from=2025-02-01&to=2025-01-01", "holds no instant"],
  ["from=1925-01-01&to=2025-01-01", "at most 366 are read"],
])("a range that is not right is told: %s", async (query, words) => {
  const { status, body } = await ask(apiOf(fakeEngine([])), `/api/visits?${query}`);
  expect([status, body["code"]]).toEqual([422, "INVALID_RANGE"]);
  expect(body["detail"]).toContain(words);
});

it("a table by time is read by its partitions, and says which time was read", async () => {
  const engine = fakeEngine([{ at: "2025-01-15T10:00:00.000Z", page: "/" }]);
  const { body } = await ask(apiOf(engine), "/api/visits");
  expect(body["range"]).toEqual({
    from: "2025-01-09T00:00:00.000Z",
    to: "2025-01-16T00:00:00.000Z",
    isDefault: true,
  });
  expect(engine.asked[0]?.sql).toMatch(/"year" = \? AND "month" = \? AND "day" BETWEEN \? AND \?/);
});

it("refuses a cursor that was altered, or is of another query", async () => {
  const api = apiOf(fakeEngine([row, { ...row, id: 2 }, { ...row, id: 3 }]));
  const { body } = await ask(api, "/api/orders?limit=2");
  const next = String(body["next"]);
  const altered = (next.startsWith("A") ? "B" : "A") + next.slice(1);
  const answers = await Promise.all([
    ask(api, `/api/orders?limit=2&cursor=${next}`),
    ask(api, `/api/orders?limit=2&cursor=${altered}`),
    ask(api, `/api/orders?limit=2&status=open&cursor=${next}`),
    ask(apiOf(fakeEngine([])), `/api/orders?limit=2&cursor=${next}`),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([200, 422, 422, 422]);
});

it("a cursor is good at another server that has the secret", async () => {
  const cursorSecret = "0123456789abcdef0123456789abcdef";
  const engine = fakeEngine([row, { ...row, id: 2 }]);
  const { body } = await ask(apiOf(engine, { cursorSecret }), "/api/orders?limit=1");
  const again = await ask(
    apiOf(engine, { cursorSecret }),
    `/api/orders?limit=1&cursor=${String(body["next"])}`,
  );
  expect(again.status).toBe(200);
  expect(again.body["items"]).toEqual([{ ...row, id: 2 }]);
});

it("a row is found by its key, or there is none", async () => {
  const found = await ask(apiOf(fakeEngine([row])), "/api/orders/1");
  expect([found.status, found.body]).toEqual([200, row]);
  const none = await ask(apiOf(fakeEngine([])), "/api/orders/7");
  expect([none.status, none.body["code"]]).toEqual([404, "NO_SUCH_ROW"]);
});

it("what is known needs no answer twice", async () => {
  const engine = fakeEngine([row]);
  const api = apiOf(engine);
  const first = await ask(api, "/api/orders");
  const etag = first.headers.get("etag") ?? "";
  const again = await ask(api, "/api/orders", { headers: { "if-none-match": `"x", W/${etag}` } });
  expect([again.status, again.body, again.headers.get("etag")]).toEqual([304, undefined, etag]);
  expect(again.headers.get("x-query-source")).toBe("cache");
  expect(engine.asked).toHaveLength(1);
});

it("a result is good until its table has another version", async () => {
  let version = "1";
  const engine = fakeEngine([row], async () => version);
  const api = apiOf(engine, { limits: { versionMs: 0 } });
  await ask(api, "/api/orders");
  await ask(api, "/api/orders");
  expect(engine.asked).toHaveLength(1);
  version = "2";
  await ask(api, "/api/orders");
  expect(engine.asked).toHaveLength(2);
});

it("a query of the time is asked again sooner than its table changes, and says so", async () => {
  const engine = fakeEngine([row], async () => "1");
  const operations = [queryOperation({ tables: [{ table: "orders", database: undefined }] })];
  const api = apiOf(engine, { operations, limits: { unversionedCacheMs: 0 } });
  const seen: unknown[] = [];
  for (const sql of ["SELECT now() FROM orders", "SELECT id FROM orders"]) {
    const init = {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ sql }),
    };
    for (const time of ["first", "again"]) {
      const { headers } = await ask(api, "/api/query-custom", init);
      seen.push([time, headers.get("x-query-source"), headers.get("x-max-staleness")]);
    }
  }
  expect(seen).toEqual([
    ["first", "engine", "0"],
    ["again", "engine", "0"],
    ["first", "engine", "1"],
    ["again", "cache", "1"],
  ]);
});

it("a table without a time has numbers, too", async () => {
  const { status, body } = await ask(apiOf(fakeEngine([{ m0: 3 }])), "/api/orders/aggregates");
  expect([status, body["items"]]).toEqual([200, [{ group: {}, metrics: { count: 3 } }]]);
});

it("two servers behind one cache ask once", async () => {
  const cache = memoryCache();
  const [one, two] = [fakeEngine([{ ...row, total: null }]), fakeEngine([])];
  const [first, second] = [
    await ask(apiOf(one, { cache }), "/api/orders"),
    await ask(apiOf(two, { cache }), "/api/orders"),
  ];
  expect(second.body).toEqual(first.body);
  expect(two.asked).toHaveLength(0);
});

it("equal requests at the same time are one query", async () => {
  const engine = fakeEngine(async () => {
    await wait(20);
    return [row];
  });
  const api = apiOf(engine);
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask(api, "/api/orders")));
  expect(answers.map(({ body }) => body)).toEqual(
    Array.from({ length: 20 }, () => answers[0]?.body),
  );
  expect(engine.asked).toHaveLength(1);
});

it("queries that find no place are sent away, with when to come again", async () => {
  const gate = Promise.withResolvers<void>();
  const engine = fakeEngine(async () => {
    await gate.promise;
    return [];
  });
  const api = apiOf(engine, { limits: { maxConcurrentQueries: 2, maxQueuedQueries: 3 } });
  let refused = 0;
  const asked = Array.from({ length: 8 }, async (_, i) => {
    const answer = await ask(api, `/api/orders?id=${i}`);
    if (answer.status === 429) refused++;
    return answer;
  });
  await expect.poll(() => refused).toBe(3);
  gate.resolve();
  const answers = await Promise.all(asked);
  expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([
    200, 200, 200, 200, 200, 429, 429, 429,
  ]);
  expect(answers.find(({ status }) => status === 429)?.headers.get("retry-after")).toBe("2");
});

it("a query that takes too long is stopped", async () => {
  const engine = fakeEngine(async (_, { signal }) => {
    await wait(10_000, undefined, { signal });
    return [];
  });
  const { status, body } = await ask(apiOf(engine, { limits: { timeoutMs: 30 } }), "/api/orders");
  expect([status, body["code"]]).toEqual([504, "QUERY_TIMED_OUT"]);
  await expect.poll(() => engine.signals[0]?.aborted).toBe(true);
});

it("the query of a client that has gone is stopped, unless another waits for it", async () => {
  const gate = Promise.withResolvers<void>();
  const engine = fakeEngine(async () => {
    await gate.promise;
    return [row];
  });
  const records: RequestRecord[] = [];
  const api = apiOf(engine, { log: (record) => records.push(record) });
  const [gone, alsoGone] = [new AbortController(), new AbortController()];
  const first = ask(api, "/api/orders", { signal: gone.signal });
  const second = ask(api, "/api/orders", { signal: alsoGone.signal });
  await expect.poll(() => engine.asked.length).toBe(1);
  gone.abort();
  await first;
  expect(engine.signals[0]?.aborted).toBe(false);
  alsoGone.abort();
  await second;
  expect(engine.signals[0]?.aborted).toBe(true);
  gate.resolve();
  expect(records.map(({ status, code }) => [status, code])).toEqual([
    [499, "CLIENT_GONE"],
    [499, "CLIENT_GONE"],
  ]);
});

it.each([
  ["THROTTLED", 503, "ENGINE_BUSY", "5"],
  ["ATHENA_UNREACHABLE", 503, "ENGINE_UNREACHABLE", "5"],
  ["WAREHOUSE_UNREACHABLE", 503, "ENGINE_UNREACHABLE", "5"],
  ["STATEMENT_CANCELLED", 503, "QUERY_CANCELLED", "5"],
  ["QUERY_CANCELLED", 503, "QUERY_CANCELLED", "5"],
  ["NO_SUCH_TABLE", 503, "TABLE_MISSING", "60"],
  ["NO_SUCH_COLUMN", 503, "CONTRACT_MISMATCH", "60"],
  ["BYTES_SCANNED_LIMIT", 422, "SCAN_LIMIT", null],
  ["QUERY_FAILED", 502, "ENGINE_FAILED", null],
])(
  "%s of the engine is %i, and its words stay in the log",
  async (engineCode, status, code, retryAfter) => {
    const secret = "SELECT secret FROM s3://bucket";
    const engine = fakeEngine(async () => {
      throw new CloudApiError(engineCode, secret);
    });
    const records: RequestRecord[] = [];
    const answer = await ask(
      apiOf(engine, { log: (record) => records.push(record) }),
      "/api/orders",
    );
    expect([answer.status, answer.body["code"], answer.headers.get("retry-after")]).toEqual([
      status,
      code,
      retryAfter,
    ]);
    expect(JSON.stringify(answer.body)).not.toContain("secret");
    expect(records[0]?.error).toMatchObject({ message: secret });
  },
);

it("an error that nobody expected says no more than that it was one", async () => {
  const engine = fakeEngine(async () => {
    throw new Error("at /srv/secret.ts:1");
  });
  const { status, body } = await ask(apiOf(engine), "/api/orders");
  expect(status).toBe(502);
  expect(JSON.stringify(body)).not.toContain("secret");
});

it("a path or method that isn't there is told as what it is", async () => {
  const api = apiOf(fakeEngine([]));
  const [path, method, head] = await Promise.all([
    ask(api, "/api/nothing"),
    ask(api, "/api/orders", { method: "DELETE" }),
    ask(api, "/api/orders", { method: "HEAD" }),
  ]);
  expect([path.status, path.body["code"]]).toEqual([404, "NO_SUCH_PATH"]);
  expect([method.status, method.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  expect([head.status, head.body]).toEqual([200, undefined]);
});

it("a URL that is too long is not read", async () => {
  const { status, body } = await ask(
    apiOf(fakeEngine([])),
    `/api/orders?status=${"a".repeat(9_000)}`,
  );
  expect([status, body["code"]]).toEqual([414, "URL_TOO_LONG"]);
});

it("every answer has the headers of security, and none for other origins", async () => {
  const api = apiOf(fakeEngine([]));
  for (const path of ["/api/orders", "/api/none", "/openapi.json", "/api/orders?x=1"]) {
    const { headers } = await ask(api, path, { headers: { origin: "https://other.example" } });
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(headers.get("access-control-allow-origin")).toBeNull();
  }
});

it("origins that are named may read answers", async () => {
  const api = apiOf(fakeEngine([]), { corsOrigins: ["https://reports.example"] });
  const { headers } = await ask(api, "/api/orders", {
    headers: { origin: "https://reports.example" },
  });
  const other = await ask(api, "/api/orders", { headers: { origin: "https://other.example" } });
  expect(headers.get("access-control-allow-origin")).toBe("https://reports.example");
  expect(headers.get("access-control-expose-headers")).toBe(
    "retry-after,x-request-id,etag,x-query-source,x-scanned-bytes,x-max-staleness,link",
  );
  expect(other.headers.get("access-control-allow-origin")).toBeNull();
});

it("each request is logged with its route and its cost", async () => {
  const records: RequestRecord[] = [];
  const api = apiOf(fakeEngine([row]), { log: (record) => records.push(record) });
  await ask(api, "/api/orders/1");
  await ask(api, "/api/orders/1");
  expect(records).toMatchObject([
    {
      route: "/api/orders/{id}",
      path: "/api/orders/1",
      status: 200,
      queries: 1,
      scannedBytes: 1_000,
      cachedQueries: 0,
    },
    { route: "/api/orders/{id}", status: 200, queries: 1, scannedBytes: 0, cachedQueries: 1 },
  ]);
});

it("a column of 32-bit floats is compared with the float that was told, and with a double where it can't be one", async () => {
  const readings = defineDataset({
    name: "readings",
    schema: z.object({ id: z.int32(), ratio: z.float32() }),
  });
  const engine = fakeEngine([{ id: 1, ratio: 0.1 }]);
  const api = createApi({ engine, datasets: [readings] });
  for (const value of ["0.1", "1e300"]) await ask(api, `/api/readings?ratio.gte=${value}`);
  expect(engine.asked.map(({ parameters }) => parameters)).toEqual([
    [{ type: "float", value: 0.1 }],
    [{ type: "double", value: 1e300 }],
  ]);
});

it("a column's name may have capitals, whether an engine keeps them or not", async () => {
  const users = defineDataset({
    name: "users",
    schema: z.object({ id: z.int32(), fullName: z.string() }),
  });
  const answers = await Promise.all(
    ["fullName", "fullname"].map((name) => {
      const engine = fakeEngine([{ id: 1, [name]: "Ada" }]);
      const resources = [{ dataset: "users", key: ["id"] }];
      return ask(createApi({ engine, datasets: [users], resources }), "/api/users/1");
    }),
  );
  expect(answers.map(({ body }) => body)).toEqual([
    { id: 1, fullName: "Ada" },
    { id: 1, fullName: "Ada" },
  ]);
});
