import { apiLogs } from "@cloudapi/core";
import { expect, it } from "vitest";
import { logRows } from "../../test/support/logs.ts";
import { steppedSink } from "../../test/support/stepped-sink.ts";
import { type MemorySink, memorySink, removeSource, repair, type Sink } from "../index.ts";
import { checkRows } from "../write/checked-rows.ts";
import { sourceIdentity } from "../write/source-identity.ts";
import { writeCheckedRows } from "../write/write-rows.ts";
import { isVersionOf, knownRejectedName, rejectedName } from "./rejected-name.ts";

const now = { dataset: apiLogs, olderThanMs: 0 };
const source = sourceIdentity("s");

/** Write so many rows and so many that are rejected, of a version. */
async function write(sink: Sink, { rows, bad, version, sourceId = "s" }: Run): Promise<void> {
  const wrong = Array.from({ length: bad }, (_, at) => ({ bad: `${version} ${at}` }));
  const batches = [[...logRows(rows, 2), ...wrong]];
  await writeCheckedRows(apiLogs, (signal) => checkRows(apiLogs, batches, signal), sink, {
    sourceId,
    allowFewerRows: true,
    rejectedVersion: version,
  });
}

interface Run {
  readonly rows: number;
  readonly bad: number;
  readonly version?: string;
  readonly sourceId?: string;
}

async function writeKilled(sink: MemorySink, run: Run, killedAt: number): Promise<string> {
  let steps = 0;
  const { promise: killed, resolve: kill } = Promise.withResolvers<string>();
  const dying = steppedSink(sink, async () => {
    if (steps++ < killedAt) return;
    kill("killed");
    await new Promise<never>(() => undefined);
  });
  return Promise.race([write(dying, run).then(() => "done"), killed]);
}

function rejected({ objects }: MemorySink): string[] {
  return [...objects]
    .filter(([key]) => key.startsWith("_quarantine/"))
    .map(([, bytes]) => Buffer.from(bytes).toString())
    .toSorted();
}

it("is the source's hash, and behind it that of the version and part", () => {
  const { sourceHash } = source;
  expect(rejectedName({ ...source, version: undefined, part: undefined })).toBe(sourceHash);
  expect(rejectedName({ ...source, version: undefined, part: 2 })).toBe(
    sourceIdentity("s", "part 2").sourceHash,
  );
  const names = [undefined, 2, 3].map((part) => rejectedName({ ...source, version: "1", part }));
  expect(new Set(names).size).toBe(3);
  expect(names.every((name) => isVersionOf(sourceHash, name))).toBe(true);
});

it.each([undefined, 7, "other", "../../secret", "0000000000000000-0000000000000000"])(
  "takes nothing from a manifest that is not of its source: %s",
  (name) => {
    expect(knownRejectedName(source.sourceHash, name)).toBe(source.sourceHash);
  },
);

it("removes the rejected rows of all versions of a source, and of no other", async () => {
  const sink = memorySink();
  await write(sink, { rows: 3, bad: 1, version: "1" });
  await write(sink, { rows: 4, bad: 1, version: "2" });
  await write(sink, { rows: 4, bad: 1, version: "1", sourceId: "t" });
  expect(rejected(sink)).toHaveLength(3);
  await removeSource(sink, { dataset: apiLogs, sourceId: "s" });
  expect(rejected(sink)).toHaveLength(1);
  expect(rejected(sink)[0]).toContain('"source":"t"');
});

it("repairs a run that was killed at any step, and leaves the rejected rows of versions before", async () => {
  const outcomes = new Set<string>();
  for (const bad of [0, 2])
    for (let killedAt = 0; ; killedAt++) {
      const sink = memorySink();
      await write(sink, { rows: 3, bad: 1, version: "1" });
      const before = rejected(sink);
      const ended = await writeKilled(sink, { rows: 5, bad, version: "2" }, killedAt);
      const report = await repair(sink, now);
      if (report.completed.length > 0) outcomes.add(`completed with ${bad}`);
      if (report.cleaned.length > 0) outcomes.add(`cleaned with ${bad}`);
      expect(rejected(sink)).toEqual(expect.arrayContaining(before));
      await write(sink, { rows: 5, bad, version: "2" });
      expect(rejected(sink)).toHaveLength(bad === 0 ? 1 : 2);
      if (ended === "done") break;
    }
  expect([...outcomes].toSorted()).toEqual([
    "cleaned with 0",
    "cleaned with 2",
    "completed with 0",
    "completed with 2",
  ]);
});
