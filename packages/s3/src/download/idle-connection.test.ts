import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { skipWaits } from "../../../../scripts/lib/skip-waits.ts";
import { misbehavingServer, sendObject } from "../../test/misbehaving-server.ts";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { downloadPrefix } from "../prefix/download-prefix.ts";
import { downloadFile } from "./download-file.ts";

const content = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7 + (i >> 8)) % 251));
const idle = { idleTimeoutMs: 500 };
const soon = { idleTimeoutMs: 100 };

async function target() {
  return { bucket: "b", key: "k", path: join(await temporaryFolder(), "f") };
}

test("a body that stalls is given up, and taken up where it stopped", async () => {
  const { s3, calls } = await misbehavingServer((call, response, number) => {
    sendObject(content, call, response, number === 1 ? 100_000 : undefined);
  });
  const input = await target();
  await downloadFile(s3, input, idle);
  expect((await readFile(input.path)).equals(content)).toBe(true);
  expect(calls.map(({ range }) => range)).toEqual([undefined, "bytes=100000-299999"]);
});

test("a body that always stalls ends with an error that says so, and leaves nothing", async () => {
  skipWaits();
  const { s3, calls } = await misbehavingServer((call, response) => {
    sendObject(content, call, response, 10);
  });
  const input = await target();
  // Long enough for the ten bytes of each try, however busy the machine.
  await expect(downloadFile(s3, input, { idleTimeoutMs: 500 })).rejects.toMatchObject({
    code: "S3_UNREACHABLE",
    message: /broke off at byte 50 of 300000, 5 times \(no byte came for 500 ms\)/,
  });
  expect(calls).toHaveLength(5);
  expect(await readdir(dirname(input.path))).toEqual([]);
});

test("a first question that is not answered is asked again", async () => {
  const { s3, calls } = await misbehavingServer((call, response, number) => {
    if (number > 2) sendObject(content, call, response);
  });
  const input = await target();
  await downloadFile(s3, input, soon);
  expect((await readFile(input.path)).equals(content)).toBe(true);
  expect(calls).toHaveLength(3);
});

test("the pauses that a server asks for are not its silence", async () => {
  const slowDown = `<?xml version="1.0"?><Error><Code>SlowDown</Code></Error>`;
  const { s3, calls } = await misbehavingServer(
    (call, response, number) => {
      if (number > 1) sendObject(content, call, response);
      else response.writeHead(503, { "content-type": "application/xml" }).end(slowDown);
    },
    { maxAttempts: 1 },
  );
  // The pause is one of at least 500 ms.
  await downloadFile(s3, await target(), { idleTimeoutMs: 400 });
  expect(calls).toHaveLength(2);
});

test("a server that does not begin to answer is given up too", async () => {
  const { s3, calls } = await misbehavingServer(() => {});
  await expect(downloadFile(s3, await target(), soon)).rejects.toMatchObject({
    code: "S3_UNREACHABLE",
    message: /no answer came for 100 ms/,
  });
  expect(calls).toHaveLength(3);
});

test("a range that is not answered is asked for again", async () => {
  const { s3, calls } = await misbehavingServer((call, response, number) => {
    if (number === 1) sendObject(content, call, response, 1_000);
    else if (number > 2) sendObject(content, call, response);
  });
  const input = await target();
  await downloadFile(s3, input, idle);
  expect((await readFile(input.path)).equals(content)).toBe(true);
  expect(calls.map(({ range }) => range)).toEqual([
    undefined,
    "bytes=1000-299999",
    "bytes=1000-299999",
  ]);
});

test("what comes slowly but steadily is not idle", async () => {
  const { s3, calls } = await misbehavingServer((_call, response) => {
    response.writeHead(200, { etag: '"v1"', "content-length": 10 });
    let sent = 0;
    const timer = setInterval(() => {
      response.write(content.subarray(sent, ++sent));
      if (sent === 10) clearInterval(timer);
    }, 80);
  });
  const input = await target();
  await downloadFile(s3, input, idle);
  expect((await readFile(input.path)).equals(content.subarray(0, 10))).toBe(true);
  expect(calls).toHaveLength(1);
});

test("an abort does not wait for a body that stalls", async () => {
  const { s3 } = await misbehavingServer((call, response) => {
    sendObject(content, call, response, 10);
  });
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error("stop")), 50);
  const { signal } = controller;
  await expect(downloadFile(s3, await target(), { signal })).rejects.toThrow("stop");
});

test("a prefix is downloaded with the same patience", async () => {
  const listing = `<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>k</Key><Size>300000</Size></Contents></ListBucketResult>`;
  const { s3 } = await misbehavingServer((call, response, number) => {
    if (call.url.includes("list-type")) response.end(listing);
    else sendObject(content, call, response, number === 2 ? 5 : undefined);
  });
  const folder = await temporaryFolder();
  expect(await downloadPrefix(s3, { bucket: "b", prefix: "", folder }, idle)).toMatchObject({
    files: 1,
    sizeBytes: 300_000,
  });
});

test.each([0, 1.5, 3_600_001])("an idle time-out of %s is refused", async (idleTimeoutMs) => {
  const { s3, calls } = await misbehavingServer(() => {});
  await expect(downloadFile(s3, await target(), { idleTimeoutMs })).rejects.toThrow(
    "idleTimeoutMs must be a whole number from 1 to 3600000",
  );
  expect(calls).toEqual([]);
});
