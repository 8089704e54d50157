import { execFileSync } from "node:child_process";
import { appendFileSync, writeFileSync } from "node:fs";
import {
  appendFile,
  type FileHandle,
  mkdtemp,
  open,
  rm,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apiLogs } from "@cloudapi/core";
import { toCopy } from "@cloudapi/records/internal";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fileSource, type IdentifiedSource, memorySink, toParquet, transform } from "../index.ts";
import { parquetFormat } from "../parquet-source/index.ts";
import type { Sink } from "../sink/sink.ts";

const ROW = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/api/users","status_code":200}\n';
/** More rows than one read of the file brings. */
const ROWS = 20_000;
const PIPED_ROWS = 500;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "file-source-"));
});
afterAll(() => rm(folder, { recursive: true }));

type Chunks = (() => AsyncIterator<Uint8Array>) & {
  [way: symbol]: () => AsyncGenerator<Uint8Array>;
};

/** The source of a file to which something happens when its first bytes have been read, however they are. */
function meanwhile(path: string, change: () => Promise<unknown>): IdentifiedSource {
  const source = fileSource(path);
  const read = source[Symbol.asyncIterator] as Chunks;
  const ways = Object.getOwnPropertySymbols(read).map((way) => {
    const chunks = read[way] as Chunks[symbol];
    return [way, () => withChange(chunks(), change)] as const;
  });
  const changing = () => withChange(source, change);
  return {
    ...source,
    [Symbol.asyncIterator]: Object.assign(changing, Object.fromEntries(ways)),
  };
}

async function* withChange(chunks: AsyncIterable<Uint8Array>, change: () => Promise<unknown>) {
  let isFirst = true;
  for await (const chunk of chunks) {
    yield chunk;
    if (isFirst) await change();
    isFirst = false;
  }
}

async function writeTo(path: string, write: (file: FileHandle) => Promise<unknown>) {
  const file = await open(path, "w");
  await write(file);
  await file.close();
}

it.each([
  ["grows", (path: string) => appendFile(path, ROW)],
  ["is cut", (path: string) => writeFile(path, ROW)],
  ["is written anew", (path: string) => utimes(path, 0, 0)],
])(
  "a file that %s while it is read is FILE_CHANGED, and the next run is right",
  async (_how, change) => {
    const path = join(folder, "logs.ndjson");
    await writeFile(path, ROW.repeat(ROWS));
    const sink = memorySink();
    const run = transform(
      apiLogs,
      meanwhile(path, () => change(path)),
      sink,
    );
    await expect(run).rejects.toMatchObject({ code: "FILE_CHANGED", place: path });
    expect(sink.objects.size).toBe(0);
    await writeFile(path, ROW.repeat(ROWS + 1));
    expect((await transform(apiLogs, fileSource(path), sink)).rowsWritten).toBe(ROWS + 1);
  },
);

it("a file that grows as fast as it is read is not followed", async () => {
  const path = join(folder, "endless.ndjson");
  await writeFile(path, ROW.repeat(ROWS));
  const run = transform(apiLogs, fileSource(path), memorySink(), {
    onProgress: () => appendFileSync(path, ROW.repeat(1_000)),
  });
  await expect(run).rejects.toMatchObject({ code: "FILE_CHANGED", place: path });
});

it("a file that another takes the place of is read to its end", async () => {
  const path = join(folder, "rotated.ndjson");
  await writeFile(path, ROW.repeat(ROWS));
  const rotate = async () => {
    await rm(path);
    await writeFile(path, ROW);
  };
  expect((await transform(apiLogs, meanwhile(path, rotate), memorySink())).rowsWritten).toBe(ROWS);
});

it("is FILE_CHANGED for who reads its chunks, too", async () => {
  const path = join(folder, "chunks.ndjson");
  await writeFile(path, ROW.repeat(ROWS));
  const read = async () => {
    let bytes = 0;
    for await (const chunk of meanwhile(path, () => appendFile(path, ROW))) bytes += chunk.length;
    return bytes;
  };
  await expect(read()).rejects.toMatchObject({ code: "FILE_CHANGED" });
});

it("a source made of a file is read as it says", async () => {
  const path = join(folder, "turned.ndjson");
  const turned = (bytes: Uint8Array) => Uint8Array.from(bytes, (byte) => byte ^ 1);
  await writeFile(path, turned(Buffer.from(ROW.repeat(ROWS))));
  const file = fileSource(path);
  const source = {
    ...file,
    async *[Symbol.asyncIterator]() {
      for await (const chunk of file) yield turned(chunk);
    },
  };
  expect(await transform(apiLogs, source, memorySink())).toMatchObject({
    sourceId: path,
    rowsIn: ROWS,
    rowsWritten: ROWS,
  });
});

it("a pipe whose writer gives a row at a time takes no memory for each", async () => {
  const path = join(folder, "pipe");
  execFileSync("mkfifo", [path]);
  const writing = writeTo(path, async (pipe) => {
    for (let row = 0; row < PIPED_ROWS; row++) await pipe.write(ROW);
  });
  const memory = new Set<ArrayBufferLike>();
  let bytes = 0;
  for await (const chunk of toCopy(fileSource(path)) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    memory.add(chunk.buffer);
  }
  await writing;
  expect(bytes).toBe(PIPED_ROWS * ROW.length);
  const memoryBytes = [...memory].reduce((sum, { byteLength }) => sum + byteLength, 0);
  expect(memoryBytes).toBeLessThan(4 * 1_048_576);
});

it("a pipe is a stream: it is read once, whatever the format", async () => {
  const path = join(folder, "once");
  execFileSync("mkfifo", [path]);
  const unversioned = transform(apiLogs, fileSource(path), memorySink(), { mode: "append" });
  await expect(unversioned).rejects.toThrow(`needs version for the stream ${path}`);
  const row = { timestamp: "2025-01-15T10:30:45Z", endpoint: "/api/users", status_code: 200 };
  const runs = [
    { content: ROW, options: { mode: "append", version: "1" } },
    { content: toParquet(apiLogs, [row]), options: { format: parquetFormat() } },
  ] as const;
  for (const { content, options } of runs) {
    const writing = writeTo(path, (pipe) => pipe.writeFile(content));
    const report = await transform(apiLogs, fileSource(path), memorySink(), options);
    await writing;
    expect(report).toMatchObject({
      sourceId: expect.stringContaining(path) as string,
      rowsWritten: 1,
    });
  }
});

describe("a Parquet file", () => {
  /** A file of several row groups, all rows with the same endpoint. */
  async function parquetOf(endpoint: string): Promise<Uint8Array> {
    const sink = memorySink();
    await transform(apiLogs, ROW.replace("/api/users", endpoint).repeat(5_000), sink, {
      rowGroupRows: 1_000,
    });
    const file = [...sink.objects].find(([key]) => key.endsWith(".parquet"));
    return file?.[1] as Uint8Array;
  }

  it("that is written to while it is read is FILE_CHANGED", async () => {
    const path = join(folder, "changed.parquet");
    await writeFile(path, await parquetOf("/api/users"));
    const other = await parquetOf("/api/items");
    const run = transform(apiLogs, fileSource(path), memorySink(), {
      format: parquetFormat(),
      onProgress: () => writeFileSync(path, other),
    });
    await expect(run).rejects.toMatchObject({ code: "FILE_CHANGED", place: path });
  });

  it("that is written to once its version is known is FILE_CHANGED", async () => {
    const path = join(folder, "version.parquet");
    await writeFile(path, await parquetOf("/api/users"));
    const other = await parquetOf("/api/items");
    const sink = memorySink();
    const changing: Sink = {
      ...sink,
      async read(key) {
        await writeFile(path, other);
        return sink.read(key);
      },
    };
    const options = { format: parquetFormat(), mode: "append" } as const;
    await expect(transform(apiLogs, fileSource(path), changing, options)).rejects.toMatchObject({
      code: "FILE_CHANGED",
    });
    expect(sink.objects.size).toBe(0);
    expect((await transform(apiLogs, fileSource(path), sink, options)).rowsWritten).toBe(5_000);
  });
});

it("says what is no file, and what is not there", async () => {
  const run = (path: string) => transform(apiLogs, fileSource(path), memorySink());
  await expect(run(folder)).rejects.toMatchObject({ code: "NOT_A_FILE" });
  await expect(run(join(folder, "none"))).rejects.toMatchObject({ code: "FILE_NOT_FOUND" });
});
