import { request } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { defineDataset } from "@cloudapi/core";
import { expect, it } from "vitest";
import * as z from "zod";
import { createApi } from "../app/create-api.ts";
import { serve } from "./serve.ts";

it("lets a request that is under way end before it has closed, and refuses new ones", async () => {
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const { promise: goOn, resolve: letGoOn } = Promise.withResolvers<void>();
  const server = await serve(
    {
      async fetch() {
        begin();
        await goOn;
        return new Response("whole");
      },
    },
    { port: 0 },
  );
  const answer = fetch(server.url);
  await begun;
  const closed = server.close();
  await expect(fetch(server.url)).rejects.toThrow("fetch failed");
  letGoOn();
  expect(await (await answer).text()).toBe("whole");
  await closed;
});

it("ends requests that take longer than the grace that they have", async () => {
  const server = await serve({ fetch: () => new Promise(() => {}) }, { port: 0, graceMs: 20 });
  const answer = fetch(server.url).catch((error: unknown) => error);
  await new Promise((resolve) => setTimeout(resolve, 20));
  await server.close();
  expect(await answer).toBeInstanceOf(TypeError);
});

it("aborts a request's signal once its client has gone", async () => {
  const { promise: aborted, resolve: abort } = Promise.withResolvers<void>();
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const server = await serve(
    {
      async fetch({ signal }) {
        signal.addEventListener("abort", () => abort());
        begin();
        await aborted;
        return new Response(null);
      },
    },
    { port: 0 },
  );
  const client = request(server.url).on("error", () => {});
  client.end();
  await begun;
  client.destroy();
  await aborted;
  await server.close();
  expect(client.destroyed).toBe(true);
});

it("refuses a port that there isn't, and one that is taken", async () => {
  const api = { fetch: async () => new Response(null) };
  await expect(serve(api, { port: 70_000 })).rejects.toThrow("0 to 65535, not 70000");
  const server = await serve(api, { port: 0 });
  const port = Number(new URL(server.url).port);
  await expect(serve(api, { port })).rejects.toThrow("EADDRINUSE");
  await server.close();
});

it("answers what it can't read by a problem, even while it is still being sent", async () => {
  const server = await serve({ fetch: async () => new Response("whole") }, { port: 0 });
  const large = await fetch(`${server.url}/?q=${"x".repeat(1_000_000)}`);
  expect([large.status, large.headers.get("content-type")]).toEqual([
    431,
    "application/problem+json",
  ]);
  expect(await large.json()).toMatchObject({ status: 431, code: "HEADERS_TOO_LARGE" });
  expect(await raw(server.url, "nonsense\r\n\r\n")).toMatch(
    /^HTTP\/1\.1 400 [\s\S]*"INVALID_REQUEST"/,
  );
  expect(await (await fetch(server.url)).text()).toBe("whole");
  await server.close();
});

it("says how to write what a client sends without escaping it, as curl does", async () => {
  const server = await serve({ fetch: async () => new Response("whole") }, { port: 0 });
  const answer = await raw(server.url, "GET /?q=café HTTP/1.1\r\nhost: localhost\r\n\r\n");
  expect(answer).toMatch(/^HTTP\/1\.1 400 [\s\S]*escapes of its UTF-8 bytes[\s\S]*"INVALID_URL"/);
  await server.close();
});

/** What comes back for some bytes. */
async function raw(url: string, request: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.write(request);
  return text(socket);
}

it("sends a text whole, with its length, whatever it is of", async () => {
  const orders = defineDataset({ name: "orders", schema: z.object({ name: z.string() }) });
  const rows = [{ name: "Łódź 🚲" }];
  const engine = { run: async () => ({ columns: [], rows, scannedBytes: 0, engineMs: 0 }) };
  const api = createApi({ engine, datasets: [orders] });
  const server = await serve(api, { port: 0 });
  const address = `${server.url}/api/orders`;
  const [whole, known, head] = [
    await fetch(address),
    await fetch(address, { headers: { "if-none-match": "*" } }),
    await fetch(address, { method: "HEAD" }),
  ];
  const text = await whole.text();
  expect(JSON.parse(text)).toEqual({ items: rows, next: null });
  expect(whole.headers.get("content-length")).toBe(String(Buffer.byteLength(text)));
  expect(whole.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect([known.status, await known.text(), head.status, await head.text()]).toEqual([
    304,
    "",
    200,
    "",
  ]);
  expect(head.headers.get("etag")).toBe(whole.headers.get("etag"));
  await server.close();
});
