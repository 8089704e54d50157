import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { apiLogs, type Dataset } from "@cloudapi/core";
import { type MemorySink, memorySink, type Sink, toParquet, transform } from "@cloudapi/transform";
import { parquetFormat } from "@cloudapi/transform/parquet";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { ingestFiles } from "./ingest-files.ts";
import { urlSource } from "./url-source.ts";

const loadTime = new Date("2025-01-15T10:30:45.123Z");
const STEM = "raw/web/2025/01/15/data_20250115T103045123Z";
const HEAD = "timestamp,endpoint,status_code\n";
const dataset = apiLogs as unknown as Dataset;

function rowsOf(count: number): string {
  const line = (i: number) => `2025-01-15T10:30:${String(i % 60).padStart(2, "0")}Z,/a/${i},200\n`;
  return HEAD + Array.from({ length: count }, (_, i) => line(i)).join("");
}

let folder = "";
let server: Server;
let address = "";
const seen: { url: string; authorization: string | undefined }[] = [];
let busy = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "files-"));
  server = createServer((request, response) => {
    const { url = "", headers } = request;
    seen.push({ url, authorization: headers.authorization });
    if (url.startsWith("/busy") && busy-- > 0) response.writeHead(503).end();
    else if (url.startsWith("/gone")) response.writeHead(404).end("no");
    else if (url.startsWith("/cut")) {
      response.writeHead(200, { "content-length": "1000" });
      response.write(HEAD, () => response.destroy());
    } else if (url.startsWith("/stalls")) response.writeHead(200).write(HEAD);
    else if (url.startsWith("/zipped")) response.end(gzipSync(rowsOf(4)));
    else response.end(rowsOf(3));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  await rm(folder, { recursive: true, force: true });
});

afterEach(() => void vi.restoreAllMocks());

async function readBack(sink: MemorySink, key: string): Promise<number> {
  const bytes = sink.objects.get(key) ?? new Uint8Array();
  const report = await transform(dataset, bytes, memorySink(), { format: parquetFormat() });
  return report.rowsWritten;
}

describe("ingestFiles", () => {
  it("loads each file and URL as a file of Parquet, whatever format it has", async () => {
    const csv = join(folder, "a.csv");
    const parquet = join(folder, "b.parquet");
    await writeFile(csv, rowsOf(5));
    const row = { timestamp: "2025-01-15T10:30:45Z", endpoint: "/", status_code: 200 };
    await writeFile(parquet, toParquet(apiLogs, [row, row]));
    const sink = memorySink();
    const files = [csv, parquet, `${address}/c.csv`, `${address}/zipped.csv.gz`];
    const report = await ingestFiles({ source: "web", files, sink, dataset }, { loadTime });
    expect(report).toMatchObject({ rowsIn: 14, rowsWritten: 14, rowsRejected: 0, failed: [] });
    expect(report.keys).toEqual(["", "-2", "-3", "-4"].map((end) => `${STEM}${end}.parquet`));
    const found = [];
    for (const key of report.keys) found.push(await readBack(sink, key));
    expect(found).toEqual([5, 2, 3, 4]);
  });

  it("proposes a contract where none is given, for each file its own", async () => {
    const path = join(folder, "sensors.csv");
    await writeFile(
      path,
      "Station;Zeit;Temperatur\nKiel;31.01.2025 10:00;3,5\nUlm;01.02.2025 10:00;-1,25\n",
    );
    const sink = memorySink();
    const report = await ingestFiles({ source: "sensors", files: [path], sink }, { loadTime });
    expect(report).toMatchObject({ rowsWritten: 2, rowsRejected: 0 });
    expect(report.keys).toEqual(["raw/sensors/2025/01/15/data_20250115T103045123Z.parquet"]);
  });

  it("keeps rejected rows, counts all, and does the same again at its own time", async () => {
    const path = join(folder, "bad.csv");
    await writeFile(path, `${rowsOf(2)}yesterday,/a,200\n`);
    const sink = memorySink();
    const input = { source: "web", files: [path], sink, dataset };
    const report = await ingestFiles(input, { loadTime });
    expect(report).toMatchObject({ rowsIn: 3, rowsWritten: 2, rowsRejected: 1 });
    const keys = [...sink.objects.keys()].toSorted();
    expect(keys.some((key) => key.startsWith("_quarantine/"))).toBe(true);
    await ingestFiles(input, { loadTime });
    expect([...sink.objects.keys()].toSorted()).toEqual(keys);
    const later = await ingestFiles(input, { loadTime: new Date(loadTime.getTime() + 1) });
    expect(later.keys).not.toEqual(report.keys);
  });

  it("is done with a file whose manifest alone could not be written, and says so", async () => {
    const path = join(folder, "good.csv");
    await writeFile(path, rowsOf(2));
    const sink = memorySink();
    const create: Sink["create"] = (key, ...more) =>
      key.startsWith("_ingest/") ? Promise.reject(new Error("no room")) : sink.create(key, ...more);
    const input = { source: "web", files: [path], sink: { ...sink, create }, dataset };
    const report = await ingestFiles(input, { loadTime });
    expect(report).toMatchObject({ failed: [], rowsWritten: 2, keys: [`${STEM}.parquet`] });
    expect(report.files).toMatchObject([
      { status: "done", report: { warnings: [{ code: "manifest_missing" }] } },
    ]);
    expect(JSON.stringify(report)).toContain("no room");
    expect(await readBack(sink, `${STEM}.parquet`)).toBe(2);
    const again = await ingestFiles({ ...input, sink }, { loadTime });
    expect(again.files).toMatchObject([{ status: "done", report: { warnings: [] } }]);
  });

  it("does not put none, or few, in place of the rows of the same time, unless it is told to", async () => {
    const path = join(folder, "shrinks.csv");
    await writeFile(path, rowsOf(5));
    const sink = memorySink();
    const input = { source: "web", files: [path], sink, dataset };
    await ingestFiles(input, { loadTime });
    await writeFile(path, `${HEAD}yesterday,/a,200\n`);
    const refused = await ingestFiles(input, { loadTime });
    expect(refused.files).toMatchObject([{ status: "failed", code: "WOULD_LOSE_ROWS" }]);
    expect(await readBack(sink, `${STEM}.parquet`)).toBe(5);
    const report = await ingestFiles(input, { loadTime, allowFewerRows: true });
    expect(report).toMatchObject({ failed: [], rowsWritten: 0, keys: [] });
    expect([...sink.objects.keys()].filter((key) => key.startsWith("raw/"))).toEqual([]);
  });

  it("does not replace what another load of the same time wrote", async () => {
    const sink = memorySink();
    const first = join(folder, "first.csv");
    const second = join(folder, "second.csv");
    await writeFile(first, rowsOf(5));
    await writeFile(second, rowsOf(6));
    const input = { source: "web", sink, dataset };
    await ingestFiles({ ...input, files: [first] }, { loadTime });
    const report = await ingestFiles({ ...input, files: [second] }, { loadTime });
    expect(report.files).toMatchObject([{ status: "failed", code: "CONCURRENT_INGEST" }]);
    expect(await readBack(sink, `${STEM}.parquet`)).toBe(5);
  });

  it("goes on past files that fail, and says why, without what is secret", async () => {
    const sink = memorySink();
    const host = address.slice("http://".length);
    const files = [
      join(folder, "missing.csv"),
      `http://me:secret@${host}/gone.csv?token=hidden`,
      `${address}/cut.csv`,
      `${address}/good.csv`,
    ];
    const report = await ingestFiles({ source: "web", files, sink, dataset }, { loadTime });
    expect(
      report.files.map((each) => (each.status === "failed" ? each.code : each.status)),
    ).toEqual(["FILE_NOT_FOUND", "URL_REFUSED", "URL_UNREACHABLE", "done"]);
    expect(report.failed).toHaveLength(3);
    expect(report.keys).toEqual([`${STEM}-4.parquet`]);
    expect(JSON.stringify(report)).not.toMatch(/secret|hidden/);
    expect(seen.find(({ url }) => url === "/gone.csv?token=hidden")?.authorization).toBe(
      `Basic ${btoa("me:secret")}`,
    );
  });

  it("asks a busy server again, and gives up one that sends nothing", async () => {
    busy = 2;
    const input = { source: "web", dataset };
    const asked = { ...input, sink: memorySink(), files: [`${address}/busy.csv`] };
    const report = await ingestFiles(asked, { loadTime });
    expect(report.rowsWritten).toBe(3);
    const stalled = { ...input, sink: memorySink(), files: [`${address}/stalls.csv`] };
    const { files } = await ingestFiles(stalled, { loadTime, idleTimeoutMs: 200 });
    expect(files).toMatchObject([{ code: "URL_UNREACHABLE" }]);
    expect(JSON.stringify(files)).toContain("nothing came for 200 ms");
  });

  it("waits for who reads, whose time is not the server's", async () => {
    const chunks = [HEAD, "2025-01-15T10:30:00Z,/a,200\n"].map((text) => Buffer.from(text));
    vi.spyOn(globalThis, "fetch").mockImplementation((_, { signal } = {}) => {
      const left = chunks.values();
      const pull = (controller: ReadableStreamDefaultController) => {
        const next = left.next();
        if (signal?.aborted === true) controller.error(signal.reason);
        else if (next.done === true) controller.close();
        else controller.enqueue(next.value);
      };
      return Promise.resolve(new Response(new ReadableStream({ pull }, { highWaterMark: 0 })));
    });
    const read: Uint8Array[] = [];
    for await (const chunk of urlSource("http://slow.test/a.csv", { idleTimeoutMs: 20 })) {
      read.push(chunk);
      await new Promise((done) => setTimeout(done, 200));
    }
    expect(Buffer.concat(read)).toEqual(Buffer.concat(chunks));
  });

  it("loads nothing where one of several can't be, and says nothing of its password", async () => {
    const path = join(folder, "good.csv");
    await writeFile(path, rowsOf(2));
    const sink = memorySink();
    const input = { source: "web", files: [path, "http://me:secret@[x/a.csv"], sink, dataset };
    const error = await ingestFiles(input, { loadTime }).catch((reason: unknown) => reason);
    expect(String(error)).toMatch(
      /^TypeError: ingestFiles: "http:\/\/\*\*\*@\[x\/a\.csv" is no URL\.$/,
    );
    expect([...sink.objects.keys()]).toEqual([]);
  });

  it("waits for a server without end where it is told to", async () => {
    const input = { source: "web", files: [`${address}/a.csv`], sink: memorySink(), dataset };
    const report = await ingestFiles(input, { loadTime, idleTimeoutMs: Number.POSITIVE_INFINITY });
    expect(report).toMatchObject({ failed: [], rowsWritten: 3 });
  });

  it("logs in by any password", async () => {
    const host = address.slice("http://".length);
    const files = [`http://me:${encodeURIComponent("пароль")}@${host}/mine.csv`];
    await ingestFiles({ source: "web", files, sink: memorySink(), dataset }, { loadTime });
    expect(seen.find(({ url }) => url === "/mine.csv")?.authorization).toBe(
      `Basic ${Buffer.from("me:пароль").toString("base64")}`,
    );
  });

  it.each<[string, object, object, string]>([
    ["a source with a slash", { source: "a/b" }, {}, "source must be a name"],
    ["no files", { files: [] }, {}, "at least one file or URL"],
    ["what is no sink", { sink: {} }, {}, "sink"],
    ["what is no contract", { dataset: {} }, {}, "dataset"],
    ["what is no file", { files: [7] }, {}, "paths, URLs, or sources"],
    ["what is no URL", { files: ["https://"] }, {}, "is no URL"],
    ["a time that is none", {}, { loadTime: new Date("x") }, "loadTime must be a Date"],
    ["an unknown option", {}, { mode: "append" }, 'unknown option "mode"'],
  ])("refuses %s", async (_, input, options, message) => {
    const given = { source: "web", files: ["a.csv"], sink: memorySink(), ...input };
    await expect(ingestFiles(given as never, options)).rejects.toThrow(message);
  });

  it("stops when it is told to", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    const input = { source: "web", files: [`${address}/a.csv`], sink: memorySink(), dataset };
    await expect(ingestFiles(input, { signal })).rejects.toThrow("enough");
  });
});
