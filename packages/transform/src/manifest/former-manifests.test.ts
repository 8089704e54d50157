import { apiLogs } from "@cloudapi/core";
import { expect, it } from "vitest";
import { putObject } from "../../test/support/put-object.ts";
import {
  dataKeys,
  manifestOf,
  publishedKeys,
  run,
  type Version,
  versionsIn,
  whole,
} from "../../test/support/versioned-runs.ts";
import { listDataFiles, type Manifest, type MemorySink, memorySink, repair } from "../index.ts";

/** The manifest as versions wrote it that overwrote keys in place. */
async function rewrite(sink: MemorySink, manifest: Partial<Manifest>): Promise<void> {
  const { generation: _, before: __, at: ___, ...former } = { ...manifestOf(sink), ...manifest };
  const [key = ""] = [...sink.objects.keys()].filter((each) => each.startsWith("_manifests/"));
  await putObject(sink, key, JSON.stringify(former));
}

/** A lake in which a run over version b claimed the keys of version a, and was killed before it had overwritten them. */
async function claimedInPlace(): Promise<MemorySink> {
  const [sink, other] = [memorySink(), memorySink()];
  await run("a", sink);
  await run("b", other);
  await rewrite(sink, { ...manifestOf(other), state: "publishing", run: "x" });
  return sink;
}

it.each<Version>(["a", "b"])(
  "reads what was published of version %s, and replaces it",
  async (next) => {
    const sink = memorySink();
    await run("a", sink);
    await rewrite(sink, {});
    const keys = dataKeys(sink);
    expect(await publishedKeys(sink)).toEqual(keys);
    expect(await run(next, sink)).toBe(next);
    expect(manifestOf(sink).generation).toBe(next === "a" ? 1 : 2);
    // The same content keeps its keys.
    const kept = dataKeys(sink).filter((key) => keys.includes(key));
    expect(kept).toEqual(next === "a" ? keys : []);
    expect(await versionsIn(sink, dataKeys(sink))).toBe(whole(next));
  },
);

it.each<Version>(["a", "b", "old"])(
  "takes no file for its own whose key a killed run may have left as it was: a run over %s",
  async (next) => {
    const sink = await claimedInPlace();
    expect(await run(next, sink)).toBe(next);
    expect(await versionsIn(sink, dataKeys(sink))).toBe(whole(next));
    expect(await publishedKeys(sink)).toEqual(dataKeys(sink));
  },
);

it("repairs no claim in place, whose rows only the source can tell", async () => {
  const sink = await claimedInPlace();
  const objects = new Map(sink.objects);
  const report = await repair(sink, { dataset: apiLogs, olderThanMs: 0 });
  expect(report).toEqual({ completed: [], takenBack: [], cleaned: [] });
  expect(sink.objects).toEqual(objects);
  expect(await listDataFiles(sink, { dataset: apiLogs })).toEqual([]);
});
