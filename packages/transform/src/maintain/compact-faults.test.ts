import { apiLogs } from "@cloudapi/core";
import { expect, it } from "vitest";
import { all, countsIn, newLake, published, run } from "../../test/support/three-sources.ts";
import { dataKeys } from "../../test/support/versioned-runs.ts";
import {
  compact,
  listDataFiles,
  type MemorySink,
  repair,
  type Sink,
  writeSymlinks,
} from "../index.ts";

const dataset = apiLogs;

/** Writes of manifests that are published conditionally, with what comes after each. */
function afterManifests(sink: MemorySink, then: (text: string) => Promise<void>): Sink {
  return {
    ...sink,
    async create(key, properties, options) {
      const pending = await sink.create(key, properties, options);
      let text = "";
      return {
        ...pending,
        write(bytes) {
          text += Buffer.from(bytes).toString("latin1");
          return pending.write(bytes);
        },
        async publishIf(expected) {
          const isDone = (await pending.publishIf?.(expected)) ?? false;
          if (isDone && key.startsWith("_manifests/")) await then(text);
          return isDone;
        },
      };
    },
  };
}

/** Whether a manifest publishes files in the place of others, and is not brought to its end. */
function isTakeover(text: string): boolean {
  const { takeover, state, isSettled } = JSON.parse(text) as Record<string, unknown>;
  return takeover !== undefined && state === "published" && isSettled !== true;
}

/** The files that symlink manifests name, and those that are published. */
async function filesOf(sink: MemorySink) {
  const files = await listDataFiles(sink, { dataset });
  const lines = [...sink.objects]
    .filter(([key]) => key.startsWith("_symlinks/"))
    .flatMap(([, bytes]) => Buffer.from(bytes).toString().trim().split("\n"));
  return {
    named: lines.map((line) => line.slice(line.indexOf("year="))).sort(),
    published: files.map(({ key }) => key).sort(),
  };
}

it("loses no row when the answer to the write that publishes it is lost", async () => {
  const sink = await newLake();
  const losing = afterManifests(sink, async (text) => {
    if (isTakeover(text)) throw new Error("the answer was lost");
  });
  expect(await compact(losing, { dataset })).toMatchObject({ filesBefore: 9, filesAfter: 3 });
  expect(await published(sink)).toBe(all("a"));
  await repair(sink, { dataset, olderThanMs: 0 });
  expect(await published(sink)).toBe(all("a"));
  expect(await countsIn(sink, dataKeys(sink))).toBe(all("a"));
});

it("leaves symlink manifests to who brought it to its end meanwhile, and put its files together with others", async () => {
  const sink = await newLake();
  await writeSymlinks(sink, { dataset });
  const slow = afterManifests(sink, async (text) => {
    if (!isTakeover(text)) return;
    await compact(sink, { dataset });
    for (const source of ["s4", "s5"]) await run(source, "a", sink);
    await compact(sink, { dataset });
  });
  await compact(slow, { dataset });
  const { named, published: there } = await filesOf(sink);
  expect(named).toEqual(there);
});

it("a run that was about to tell symlink manifests of its files does so, when a compaction that named them came to nothing", async () => {
  const sink = await newLake();
  await writeSymlinks(sink, { dataset });
  const broken = afterManifests(sink, async (text) => {
    if (text.includes('"taken"')) throw new Error("the sink is gone");
  });
  let compactions = 0;
  const interrupted = afterManifests(sink, async (text) => {
    if ((JSON.parse(text) as { state: string }).state !== "published" || compactions++ > 0) return;
    await expect(compact(broken, { dataset })).rejects.toThrow("the sink is gone");
  });
  expect(await run("s4", "a", interrupted)).toBe("a");
  expect(compactions).toBeGreaterThan(0);
  const { named, published: there } = await filesOf(sink);
  expect(named).toEqual(there);
});

it("names a file that is missing, which a run over its source brings back", async () => {
  const sink = await newLake();
  const [file] = await listDataFiles(sink, { dataset });
  await sink.remove([file?.key ?? ""]);
  await expect(compact(sink, { dataset })).rejects.toMatchObject({
    code: "NO_SUCH_KEY",
    place: file?.key,
  });
  expect(await run(file?.sourceId ?? "", "a", sink)).toBe("a");
  expect(await compact(sink, { dataset })).toMatchObject({ filesBefore: 9, filesAfter: 3 });
  expect(await published(sink)).toBe(all("a"));
});
