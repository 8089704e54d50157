import { request } from "node:http";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { defineDataset } from "@cloudapi/core";
import { afterEach, expect, it } from "vitest";
import * as z from "zod";
import { createApi, queryOperation } from "../src/index.ts";
import { lambdaHandler } from "../src/lambda/index.ts";
import { type ApiServer, serve } from "../src/node/index.ts";
import { type FakeEngine, fakeEngine } from "./support/fake-engine.ts";

const orders = defineDataset({ name: "orders", schema: z.object({ name: z.string() }) });
let server: ApiServer | undefined;

afterEach(async () => {
  await server?.close();
});

function apiOf(engine: FakeEngine) {
  const operations = [queryOperation({ tables: [{ table: "orders", database: undefined }] })];
  return createApi({ engine, datasets: [orders], operations });
}

async function connectTo(api: Parameters<typeof serve>[0], times: object): Promise<Socket> {
  server = await serve(api, { port: 0, graceMs: 1_000, ...times });
  return connect(Number(new URL(server.url).port), "127.0.0.1");
}

const POST =
  "POST /api/query-custom HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n";

it("ends a client whose headers never end, by a problem", async () => {
  const socket = await connectTo(apiOf(fakeEngine([])), { requestMs: 200 });
  socket.write("GET /api/orders HTTP/1.1\r\nhost: localhost\r\nx-slow: ");
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 [\s\S]*"REQUEST_TOO_SLOW"/);
});

it("ends a client whose body never ends, and asks the engine nothing", async () => {
  const engine = fakeEngine([]);
  const socket = await connectTo(apiOf(engine), { requestMs: 200 });
  socket.write(`${POST}content-length: 100\r\n\r\n{`);
  expect(await text(socket)).not.toContain("200 OK");
  expect(engine.asked).toEqual([]);
});

it("ends a client that doesn't read its answer", async () => {
  const large = "x".repeat(64 * 1024 * 1024);
  const api = { fetch: async () => new Response(large) };
  const socket = await connectTo(api, { idleMs: 3_000, graceMs: 600_000 });
  socket.on("error", () => undefined);
  socket.write("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
  // It reads the first of it, and then no more.
  await new Promise<void>((resolve) => {
    socket.once("close", () => resolve());
    socket.once("data", () => {
      socket.pause();
      resolve();
    });
  });
  // This waits for the answers that are under way, for ten minutes if it has to.
  await server?.close();
  server = undefined;
  socket.destroy();
  expect(socket.bytesRead).toBeLessThan(large.length);
});

it("refuses a body of 100 MB by what its length says, before any of it has come", async () => {
  const socket = await connectTo(apiOf(fakeEngine([])), {});
  socket.write(`${POST}content-length: 104857600\r\n\r\n{`);
  const answer = await new Promise<string>((resolve) => {
    socket.once("data", (chunk: Buffer) => resolve(chunk.toString()));
  });
  socket.destroy();
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
});

it("refuses a body of 100 MB that doesn't say its length, having read little of it", async () => {
  server = await serve(apiOf(fakeEngine([])), { port: 0 });
  const chunk = Buffer.alloc(65_536, " ");
  const upload = request(`${server.url}/api/query-custom`, {
    method: "POST",
    headers: { "content-type": "application/json" },
  });
  upload.on("error", () => undefined);
  let sent = 0;
  const { promise: answered, resolve: answer } = Promise.withResolvers<number | undefined>();
  upload.on("response", (response) => {
    response.resume();
    answer(response.statusCode);
  });
  function send(): void {
    while (sent < 1_600 && !upload.destroyed) {
      sent++;
      if (!upload.write(chunk)) {
        upload.once("drain", send);
        return;
      }
    }
  }
  send();
  expect(await answered).toBe(413);
  upload.destroy();
  // What lies in the buffers of two sockets has been sent without being read.
  expect(sent).toBeLessThan(800);
});

it("refuses a body on Lambda that is larger than the API takes, in text and in base64", async () => {
  const engine = fakeEngine([]);
  const handler = lambdaHandler(apiOf(engine));
  const sql = JSON.stringify({ sql: `SELECT '${"x".repeat(6_000_000)}'` });
  for (const isBase64Encoded of [false, true]) {
    const body = isBase64Encoded ? Buffer.from(sql).toString("base64") : sql;
    const answer = (await handler(event(body, isBase64Encoded) as never)) as {
      statusCode: number;
      body: string;
    };
    expect([answer.statusCode, JSON.parse(answer.body)]).toMatchObject([
      413,
      { code: "BODY_TOO_LARGE" },
    ]);
  }
  expect(engine.asked).toEqual([]);
});

function event(body: string, isBase64Encoded: boolean) {
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: "/api/query-custom",
    rawQueryString: "",
    headers: { host: "lake.example", "content-type": "application/json" },
    requestContext: {
      http: { method: "POST", path: "/api/query-custom", protocol: "HTTP/1.1", sourceIp: "::1" },
      domainName: "lake.example",
    },
    body,
    isBase64Encoded,
  };
}

it("stops the query of a client that has gone, over HTTP", async () => {
  const { promise: begun, resolve: begin } = Promise.withResolvers<AbortSignal>();
  const engine = fakeEngine(async (_, { signal }) => {
    begin(signal);
    await new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => resolve());
    });
    throw signal.reason;
  });
  const socket = await connectTo(apiOf(engine), {});
  socket.write("GET /api/orders HTTP/1.1\r\nhost: localhost\r\n\r\n");
  const signal = await begun;
  socket.destroy();
  await expect.poll(() => signal.aborted, { timeout: 60_000 }).toBe(true);
});
