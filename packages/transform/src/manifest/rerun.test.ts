import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apiLogs, defineDataset } from "@cloudapi/core";
import { expect, it } from "vitest";
import * as z from "zod";
import { logRows, ndjson, quarantined, readRows } from "../../test/support/logs.ts";
import {
  folderSink,
  type Manifest,
  type MemorySink,
  memorySink,
  type Sink,
  transform,
} from "../index.ts";

function dataKeys({ objects }: MemorySink): string[] {
  return [...objects.keys()].filter((key) => key.endsWith(".parquet")).sort();
}

function manifest({ objects }: MemorySink): Manifest {
  const [bytes] = [...objects]
    .filter(([key]) => key.startsWith("_manifests/"))
    .map(([, each]) => each);
  return JSON.parse(Buffer.from(bytes ?? []).toString()) as Manifest;
}

/** A sink whose n-th publish fails, as if the process had lost its network there. */
function failingSink(sink: MemorySink, failAt: number): Sink {
  let publishes = 0;
  return {
    location: sink.location,
    prefix: sink.prefix,
    read: (key) => sink.read(key),
    list: (folder) => sink.list(folder),
    remove: (keys) => sink.remove(keys),
    async create(key, properties) {
      const pending = await sink.create(key, properties);
      return {
        write: (bytes) => pending.write(bytes),
        discard: () => pending.discard(),
        publish: () =>
          ++publishes === failAt ? Promise.reject(new Error("lost")) : pending.publish(),
      };
    },
  };
}

it("writes the same bytes again", async () => {
  const sink = memorySink();
  const source = ndjson([...logRows(300), { bad: true }]);
  await transform(apiLogs, source, sink);
  const first = new Map(sink.objects);
  await transform(apiLogs, source, sink);
  expect(sink.objects).toEqual(first);
});

it("keeps the rows of different sources apart", async () => {
  const sink = memorySink();
  await transform(apiLogs, ndjson(logRows(10, 1)), sink);
  await transform(apiLogs, ndjson(logRows(20, 1)), sink);
  expect(await readRows(sink)).toHaveLength(30);
});

it("removes what the run before wrote and this one did not", async () => {
  const sink = memorySink();
  const options = { sourceId: "logs.ndjson" };
  await transform(apiLogs, ndjson([...logRows(300, 5), { bad: true }]), sink, {
    ...options,
    maxOpenPartitions: 1,
  });
  expect(dataKeys(sink)).toHaveLength(300);
  const report = await transform(apiLogs, ndjson(logRows(30, 2)), sink, options);
  expect(dataKeys(sink)).toEqual(report.objects.map(({ key }) => key));
  expect(await readRows(sink)).toHaveLength(30);
  expect(quarantined(sink)).toEqual([]);
  expect(manifest(sink)).toMatchObject({
    state: "published",
    rowsIn: 30,
    obsolete: [],
    objects: report.objects,
  });
});

it("removes everything when the source has no rows any more, and is told to", async () => {
  const sink = memorySink();
  await transform(apiLogs, ndjson(logRows(10)), sink, { sourceId: "s" });
  await transform(apiLogs, "", sink, { sourceId: "s", allowFewerRows: true });
  expect(dataKeys(sink)).toEqual([]);
});

it("replaces what was written under an earlier contract", async () => {
  const sink = memorySink();
  const narrower = defineDataset({
    name: apiLogs.name,
    schema: z.object({ timestamp: z.iso.datetime({ offset: true }), endpoint: z.string() }),
    eventTime: "timestamp",
    partition: { granularity: "day", layout: "hive" },
  });
  await transform(apiLogs, ndjson(logRows(10)), sink, { sourceId: "s" });
  const report = await transform(narrower, ndjson(logRows(10)), sink, { sourceId: "s" });
  expect(report.contractHash).not.toBe(apiLogs.contractHash);
  expect(dataKeys(sink)).toEqual(report.objects.map(({ key }) => key));
});

it("leaves nothing when publishing fails at any point, and the next run repairs it", async () => {
  const source = ndjson([...logRows(30, 3), { bad: true }]);
  const options = { sourceId: "s" };
  const whole = memorySink();
  await transform(apiLogs, source, whole, options);
  for (let failAt = 1; failAt <= 6; failAt++) {
    const sink = memorySink();
    await expect(transform(apiLogs, source, failingSink(sink, failAt), options)).rejects.toThrow(
      "lost",
    );
    expect(dataKeys(sink)).toEqual([]);
    expect(quarantined(sink)).toEqual([]);
    await transform(apiLogs, source, sink, options);
    expect(sink.objects).toEqual(whole.objects);
  }
});

it("keeps the rows of the run before when publishing fails, and knows them still", async () => {
  const sink = memorySink();
  await transform(apiLogs, ndjson(logRows(30, 3)), sink, { sourceId: "s" });
  const before = new Map(sink.objects);
  const rows = logRows(12, 6);
  await expect(
    transform(apiLogs, ndjson(rows), failingSink(sink, 3), { sourceId: "s" }),
  ).rejects.toThrow("lost");
  expect([...before.keys()].every((key) => sink.objects.has(key))).toBe(true);
  expect(dataKeys(sink)).toHaveLength(3);
  await transform(apiLogs, ndjson(rows), sink, { sourceId: "s" });
  expect(await readRows(sink)).toHaveLength(12);
});

it("repairs what a run left that died while publishing", async () => {
  const sink = memorySink();
  let writes = 0;
  const dying: Sink = {
    ...failingSink(sink, 0),
    remove: () => Promise.reject(new Error("dead")),
    async create(key, properties) {
      const pending = await sink.create(key, properties);
      const publish = () => (++writes > 3 ? Promise.reject(new Error("dead")) : pending.publish());
      return { write: (bytes) => pending.write(bytes), discard: () => pending.discard(), publish };
    },
  };
  await expect(
    transform(apiLogs, ndjson(logRows(60, 6)), dying, { sourceId: "s" }),
  ).rejects.toThrow("dead");
  expect(dataKeys(sink).length).toBeGreaterThan(0);
  expect(manifest(sink).state).toBe("publishing");
  await transform(apiLogs, ndjson(logRows(4, 1)), sink, { sourceId: "s" });
  expect(await readRows(sink)).toHaveLength(4);
});

it("puts rejected rows into another sink when told to", async () => {
  const [sink, quarantine] = [memorySink(), memorySink()];
  const report = await transform(apiLogs, ndjson([...logRows(3), { bad: true }]), sink, {
    quarantine,
    sourceId: "s",
  });
  expect(report.quarantine[0]?.key).toMatch(/^api_logs\/[0-9a-f]{16}\.ndjson$/);
  expect(quarantined(quarantine)).toHaveLength(1);
  expect(quarantined(sink)).toEqual([]);
  await transform(apiLogs, ndjson(logRows(3)), sink, { quarantine, sourceId: "s" });
  expect(quarantined(quarantine)).toEqual([]);
});

it.each([
  ["/", /^_quarantine\/api_logs\//],
  ["/bad", /^_quarantine\/api_logs\//],
  ["-bad", /^api_logs\//],
])("hides rejected rows from the table when their sink is a place in it: %s", async (at, key) => {
  const parent = await mkdtemp(join(tmpdir(), "place-"));
  const report = await transform(apiLogs, "{}\n", folderSink(join(parent, "lake")), {
    quarantine: folderSink(`${join(parent, "lake")}${at}`),
  });
  expect(report.quarantine[0]?.key).toMatch(key);
  await rm(parent, { recursive: true });
});

it("removes no key that a run over this source would not make", async () => {
  const sink = memorySink();
  await transform(apiLogs, ndjson(logRows(3)), sink, { sourceId: "s" });
  const [key = "", bytes] =
    [...sink.objects].find(([each]) => each.startsWith("_manifests/")) ?? [];
  const forged = JSON.parse(Buffer.from(bytes ?? []).toString()) as {
    objects: { key: string }[];
    obsolete: string[];
  };
  const other = dataKeys(sink)[0]?.replace(/-[0-9a-f]{16}-/, "-0123456789abcdef-") ?? "";
  forged.objects.push({ key: "../../etc/passwd" }, { key: "precious" }, { key: other });
  forged.obsolete.push("year=2025/../precious");
  await write(sink, key, JSON.stringify(forged));
  await write(sink, "precious", "x");
  await write(sink, other, "x");
  await transform(apiLogs, "", sink, { sourceId: "s", allowFewerRows: true });
  const left = [...sink.objects.keys()].filter((each) => !each.startsWith("_contracts/"));
  expect(left.sort()).toEqual([key, "precious", other].sort());
});

it.each(["{", "{}", '{"version":1,"sourceId":"other","objects":[],"obsolete":[],"quarantine":[]}'])(
  "refuses to run over a manifest that is %s",
  async (text) => {
    const sink = memorySink();
    const report = await transform(apiLogs, ndjson(logRows(3)), sink, { sourceId: "s" });
    await write(sink, report.manifestKey, text);
    const before = new Map(sink.objects);
    await expect(transform(apiLogs, "", sink, { sourceId: "s" })).rejects.toMatchObject({
      code: "INVALID_MANIFEST",
    });
    expect(sink.objects).toEqual(before);
  },
);

async function write(sink: Sink, key: string, text: string): Promise<void> {
  const pending = await sink.create(key, { contentType: "text/plain", metadata: {} });
  await pending.write(Buffer.from(text));
  await pending.publish();
}
