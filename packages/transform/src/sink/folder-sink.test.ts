import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { apiLogs } from "@cloudapi/core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { countTogether } from "../../test/support/count-together.ts";
import { logRows, ndjson } from "../../test/support/logs.ts";
import { fileSource, memorySink, transform } from "../index.ts";
import { folderSink } from "./folder-sink.ts";
import { processesTag } from "./temporary-name.ts";

const properties = { contentType: "text/plain", metadata: {} };
let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "folder-sink-"));
});

afterEach(async () => {
  await chmod(folder, 0o700);
  await rm(folder, { recursive: true });
});

async function filesIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
    .sort();
}

it("writes the same objects as the memory sink", async () => {
  const source = ndjson([...logRows(100, 5), { bad: true }]);
  const [memory, target] = [memorySink(), join(folder, "new", "folder")];
  await transform(apiLogs, source, memory);
  await transform(apiLogs, source, folderSink(target));
  expect(await filesIn(target)).toEqual([...memory.objects.keys()].sort());
  for (const [key, bytes] of memory.objects)
    expect((await readFile(join(target, key))).equals(bytes)).toBe(true);
});

it("shows nothing before the end, and nothing after an abort", async () => {
  const controller = new AbortController();
  const seen: string[][] = [];
  const run = transform(apiLogs, ndjson(logRows(3_000)), folderSink(folder), {
    signal: controller.signal,
    rowGroupRows: 10,
    onProgress({ rowsIn }) {
      seen.push(readdirSync(folder));
      if (rowsIn > 1_000) controller.abort();
    },
  });
  await expect(run).rejects.toThrow("aborted");
  expect(new Set(seen.flat())).toEqual(new Set([".cloudapi-tmp"]));
  expect(await readdir(folder)).toEqual([]);
});

it("leaves other runs' temporary files alone, unless they are a day old", async () => {
  await mkdir(join(folder, ".cloudapi-tmp"));
  for (const name of ["young", "old"]) await writeFile(join(folder, ".cloudapi-tmp", name), "x");
  const yesterday = new Date(Date.now() - 25 * 3_600_000);
  await utimes(join(folder, ".cloudapi-tmp", "old"), yesterday, yesterday);
  await transform(apiLogs, ndjson(logRows(3)), folderSink(folder));
  expect(await readdir(join(folder, ".cloudapi-tmp"))).toEqual(["young"]);
});

it("replaces a file at once when it is published", async () => {
  const sink = folderSink(folder);
  await writeFile(join(folder, "a"), "before");
  const pending = await sink.create("a", properties);
  await pending.write(Buffer.from("af"));
  await pending.write(Buffer.from("ter"));
  expect(await readFile(join(folder, "a"), "utf8")).toBe("before");
  await pending.publish();
  expect(Buffer.from((await sink.read("a")) ?? []).toString()).toBe("after");
  await pending.discard();
  expect(await filesIn(folder)).toEqual(["a"]);
});

it.each([
  ["a folder", () => folderSink(folder)],
  ["memory", memorySink],
])("loses no conditional write of many at once: %s", async (_, sink) => {
  const { count, repeats } = await countTogether(sink(), { writers: 8, rounds: 5 });
  expect(count).toBe(40);
  expect(repeats).toBeGreaterThan(0);
});

it("goes on where a process died with a lock", async () => {
  const { key, pending } = await conditional(folder, "a/m.json");
  const lock = createHash("sha256").update(key).digest("hex");
  const gone = spawnSync(process.execPath, ["-e", ""]).pid;
  writeFileSync(join(folder, ".cloudapi-tmp", `${lock}.lock`), `${processesTag()} ${gone} x`);
  expect(await pending.publishIf?.(undefined)).toBe(true);
  expect(readFileSync(join(folder, key), "utf8")).toBe("x");
  expect(existsSync(join(folder, ".cloudapi-tmp"))).toBe(false);
});

it("waits for whoever has the lock by another path to the folder", async () => {
  const other = `${folder}-other`;
  await symlink(folder, other);
  const { pending } = await conditional(other, "a/m.json");
  const lock = createHash("sha256").update("a/m.json").digest("hex");
  const path = join(folder, ".cloudapi-tmp", `${lock}.lock`);
  writeFileSync(path, `${processesTag()} ${process.pid} x`);
  let isFree = false;
  const published = pending.publishIf?.(undefined).then(() => isFree);
  await sleep(100);
  isFree = true;
  await rm(path);
  expect(await published).toBe(true);
  await rm(other);
});

it("overwrites nothing that came since another took its lock away", async () => {
  const { key, pending } = await conditional(folder, "a/m.json");
  const lock = createHash("sha256").update(key).digest("hex");
  await mkdir(join(folder, "a"));
  await writeFile(join(folder, key), "before");
  // It was away for long, right behind its look at what is there.
  vi.spyOn(Buffer, "compare").mockImplementationOnce(() => {
    rmSync(join(folder, ".cloudapi-tmp", `${lock}.lock`));
    writeFileSync(join(folder, key), "since");
    return 0;
  });
  expect(await pending.publishIf?.(Buffer.from("before"))).toBe(false);
  vi.restoreAllMocks();
  expect(readFileSync(join(folder, key), "utf8")).toBe("since");
  await pending.discard();
});

async function conditional(at: string, key: string) {
  const pending = await folderSink(at).create(
    key,
    { contentType: "text/plain", metadata: {} },
    { conditional: true },
  );
  await pending.write(Buffer.from("x"));
  return { key, pending };
}

it("writes many small objects at once, each of which may be the last in the temporary folder", async () => {
  const sinks = [folderSink(folder), folderSink(folder), folderSink(folder)];
  const keys = Array.from({ length: 300 }, (_, i) => `k${i}`);
  await Promise.all(
    keys.map(async (key, i) => {
      const pending = await sinks[i % 3]?.create(key, properties);
      await pending?.write(Buffer.from(key));
      await pending?.publish();
    }),
  );
  expect(await filesIn(folder)).toEqual(keys.toSorted());
});

it("reads and removes what is not there without complaint", async () => {
  const sink = folderSink(folder);
  expect(await sink.read("no/such")).toBeUndefined();
  await sink.remove(["no/such"]);
});

it("lets no key lead out of the folder", async () => {
  const sink = folderSink(folder);
  await expect(sink.create("../x", properties)).rejects.toThrow("leads out of");
  await expect(sink.read("a/../../x")).rejects.toThrow("leads out of");
  await expect(sink.remove(["/etc/passwd"])).rejects.toThrow("leads out of");
});

describe("a symbolic link inside the folder", () => {
  const source = ndjson(logRows(3, 1));
  const options = { sourceId: "s" };
  const day = "year=2025/month=01/day=15";
  let outside = "";

  beforeEach(async () => {
    outside = await mkdtemp(join(tmpdir(), "outside-"));
  });

  afterEach(async () => {
    await rm(outside, { recursive: true });
  });

  it.each(["year=2025", "year=2025/month=01", day, "_manifests", "_contracts", ".cloudapi-tmp"])(
    "is not followed on the way to what is written: %s",
    async (name) => {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await symlink(outside, join(folder, name));
      const run = () => transform(apiLogs, source, folderSink(folder), options);
      await expect(run()).rejects.toMatchObject({
        code: "SYMLINK",
        message: expect.stringContaining("put a real file or folder in its place") as string,
      });
      expect(await readdir(outside)).toEqual([]);
      await rm(join(folder, name));
      await mkdir(join(folder, name));
      expect((await run()).rowsWritten).toBe(3);
    },
  );

  it("is not followed when it was put there after the run began", async () => {
    async function* planting() {
      yield Buffer.from(source);
      await mkdir(join(folder, "year=2025"));
      await symlink(outside, join(folder, "year=2025", "month=01"));
    }
    await expect(
      transform(apiLogs, planting(), folderSink(folder), { ...options, rowGroupRows: 1 }),
    ).rejects.toMatchObject({ code: "SYMLINK" });
    expect(await readdir(outside)).toEqual([]);
  });

  it("is not followed to what is read: a manifest, the record of a contract", async () => {
    const { manifestKey } = await transform(apiLogs, source, folderSink(folder), options);
    const contract = (await filesIn(join(folder, "_contracts")))[0] ?? "";
    for (const name of [manifestKey, join("_contracts", contract)]) {
      const [path, elsewhere] = [join(folder, name), join(outside, "elsewhere")];
      await rename(path, elsewhere);
      await symlink(elsewhere, path);
      await expect(transform(apiLogs, source, folderSink(folder), options)).rejects.toMatchObject({
        code: "SYMLINK",
        place: path,
      });
      await rm(path);
      await rename(elsewhere, path);
    }
  });

  it("is not followed to what is removed", async () => {
    const sink = folderSink(folder);
    await writeFile(join(outside, "precious"), "x");
    await symlink(outside, join(folder, "link"));
    await expect(sink.remove(["link/precious"])).rejects.toMatchObject({ code: "SYMLINK" });
    await symlink(join(outside, "precious"), join(folder, "file"));
    await sink.remove(["file"]);
    expect(await readdir(outside)).toEqual(["precious"]);
  });

  it("is replaced where a file of this name is published", async () => {
    await writeFile(join(outside, "precious"), "x");
    await symlink(join(outside, "precious"), join(folder, "a"));
    const pending = await folderSink(folder).create("a", properties);
    await pending.write(Buffer.from("new"));
    await pending.publish();
    expect(await readFile(join(outside, "precious"), "utf8")).toBe("x");
    expect((await lstat(join(folder, "a"))).isFile()).toBe(true);
  });

  it("may be the folder itself, or on the way to it", async () => {
    await symlink(outside, join(folder, "lake"));
    for (const path of [join(folder, "lake"), join(folder, "lake", "below")])
      expect((await transform(apiLogs, source, folderSink(path), options)).rowsWritten).toBe(3);
    expect((await readdir(outside)).sort()).toEqual([
      "_contracts",
      "_manifests",
      "below",
      "year=2025",
    ]);
  });
});

it("says what can't be written", async () => {
  await writeFile(join(folder, "file"), "");
  const run = transform(apiLogs, ndjson(logRows(3)), folderSink(join(folder, "file", "below")));
  await expect(run).rejects.toMatchObject({
    code: "FILE_NOT_FOUND",
    message: expect.stringMatching(/^Cannot write .*: a part of its path is a file/) as string,
  });
});

it("says what can't be read or removed", async () => {
  const sink = folderSink(folder);
  await mkdir(join(folder, "a"));
  await expect(sink.read("a")).rejects.toMatchObject({ code: "NOT_A_FILE" });
  await expect(sink.remove(["a"])).rejects.toMatchObject({ name: "StorageError" });
});

it("says what can't be published", async () => {
  const sink = folderSink(folder);
  await mkdir(join(folder, "a", "b"), { recursive: true });
  const pending = await sink.create("a", properties);
  await pending.write(Buffer.from("x"));
  await expect(pending.publish()).rejects.toMatchObject({
    name: "StorageError",
    place: join(folder, "a"),
  });
  await pending.discard();
  expect(await readdir(folder)).toEqual(["a"]);
});

it("refuses an invalid path", () => {
  expect(() => folderSink("")).toThrow(TypeError);
  expect(() => folderSink(undefined as never)).toThrow(TypeError);
});

it("reads a file by its path, which is its name", async () => {
  const path = join(folder, "a.ndjson");
  await writeFile(path, ndjson(logRows(1_000)));
  const report = await transform(apiLogs, fileSource(path), memorySink());
  expect(report).toMatchObject({ rowsWritten: 1_000, sourceId: path });
});

it.each([
  ["no/such", "FILE_NOT_FOUND", "it, or a folder on its path, does not exist"],
  [".", "NOT_A_FILE", "it is a folder"],
])("says why %s can't be read", async (path, code, reason) => {
  const sink = memorySink();
  await expect(transform(apiLogs, fileSource(join(folder, path)), sink)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(reason) as string,
    place: join(folder, path),
  });
  expect(sink.objects.size).toBe(0);
});

it("refuses an invalid file path", () => {
  expect(() => fileSource("")).toThrow(TypeError);
  expect(() => fileSource(5 as never)).toThrow(TypeError);
});
