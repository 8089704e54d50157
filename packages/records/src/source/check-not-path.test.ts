import { createReadStream } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { apiLogs } from "@cloudapi/core";
import { describe, expect, it } from "vitest";
import { readCheckedRecords } from "../engine/read-checked-records.ts";
import { checkNotPath } from "./check-not-path.ts";
import type { Source } from "./source.ts";

const RECORD = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/api/users","status_code":200}\n';

async function validRows(source: Source): Promise<number> {
  let valid = 0;
  for await (const { records } of readCheckedRecords(apiLogs, source))
    valid += records.filter((record) => record.valid).length;
  return valid;
}

it.each([
  "logs.csv",
  "my logs.ndjson",
  "README.md",
  "./logs",
  "../data/logs",
  "/var/log/api",
  "~/logs.json.gz",
  "data/2025/logs",
  String.raw`C:\logs\api.json`,
  String.raw`\\server\share\api.json`,
  "s3://cloudapi-logs-raw/2025/01/15/logs.csv",
  "https://example.com/logs?day=1",
  "file:///var/log/api",
])("%s is refused where content is meant", async (text) => {
  await expect(validRows(text)).rejects.toThrow(TypeError);
  await expect(validRows(text)).rejects.toThrow(
    `The source is the text ${JSON.stringify(text)} itself, which looks like`,
  );
});

it.each([
  "",
  " ",
  "timestamp",
  "timestamp,endpoint,status_code",
  "timestamp\tendpoint",
  "garbage",
  "a sentence, which ends in logs.csv",
  "10:30:45 GET /api/users 200",
  RECORD,
  "[]",
  "null",
  "1.5",
  "user.name",
  "logs.csv\n",
])("%j is content", (text) => {
  expect(() => checkNotPath(text)).not.toThrow();
});

describe("what the refusal advises is read", () => {
  it("for a path and the address of a file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "path-"));
    try {
      const path = join(folder, "logs.ndjson");
      await writeFile(path, RECORD);
      const url = pathToFileURL(path).href;
      await expect(validRows(path)).rejects.toThrow(
        `pass createReadStream(${JSON.stringify(path)})`,
      );
      expect(await validRows(createReadStream(path))).toBe(1);
      await expect(validRows(url)).rejects.toThrow(`pass createReadStream(new URL("${url}"))`);
      expect(await validRows(createReadStream(new URL(url)))).toBe(1);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("for an address of the web", async () => {
    const server = createServer((_request, response) => response.end(RECORD));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/logs`;
      await expect(validRows(url)).rejects.toThrow(`pass (await fetch("${url}")).body.`);
      expect(await validRows((await fetch(url)).body as Source)).toBe(1);
    } finally {
      server.close();
    }
  });

  it("for an address of another kind, which is not a file", async () => {
    const client = { download: () => [Buffer.from(RECORD)] };
    const refused = validRows("gs://logs/2025/a.csv");
    await expect(refused).rejects.toThrow("pass its bytes as a stream: its client gives one.");
    await expect(refused).rejects.not.toThrow("createReadStream");
    expect(await validRows(Readable.from(client.download()))).toBe(1);
  });

  it("for an object, with its bucket and key", async () => {
    await expect(validRows("s3://logs/2025/01/a.csv")).rejects.toThrow(
      'pass s3Source(s3, { bucket: "logs", key: "2025/01/a.csv" }) of @cloudapi/transform/s3.',
    );
  });
});
