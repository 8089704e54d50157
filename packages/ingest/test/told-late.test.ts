import { memorySink, type Sink } from "@cloudapi/transform";
import { expect, it } from "vitest";
import { type IngestTarget, ingest, ndjsonTarget, parquetTarget, rawTarget } from "../src/index.ts";
import { fakeSource, people, person } from "./support/fake-source.ts";

const loadTime = new Date("2025-01-15T10:30:45Z");

/** A sink that refuses what becomes visible under such keys, once rows are there. */
function refusing(sink: Sink, refused: RegExp): Sink {
  let hasRows = false;
  const check = (key: string) => {
    if (hasRows && refused.test(key)) throw new Error(`${key} is denied`);
    if (/\.(?:parquet|json)$/.test(key) && !key.includes("_ingest/")) hasRows = true;
  };
  return {
    ...sink,
    remove: async (keys) => {
      for (const key of keys) check(key);
      await sink.remove(keys);
    },
    async create(key, properties, options) {
      const pending = await sink.create(key, properties, options);
      return {
        ...pending,
        write: (bytes) => pending.write(bytes),
        discard: () => pending.discard(),
        async publish() {
          check(key);
          await pending.publish();
        },
        async publishIf(expected) {
          check(key);
          return (await pending.publishIf?.(expected)) ?? false;
        },
      };
    },
  };
}

function lines(sink: ReturnType<typeof memorySink>): string[] {
  const found = [...sink.objects].filter(([key]) => /^users\/.*data[^/]*\.json$/.test(key));
  return found.flatMap(([, bytes]) => Buffer.from(bytes).toString().trim().split("\n"));
}

it.each(["full", "incremental"] as const)(
  "rows whose manifest alone could not be written are said to be there, and the next load goes on: %s",
  async (mode) => {
    const sink = memorySink();
    const users = people("users", 3);
    const source = fakeSource([users]);
    const failing = ndjsonTarget(refusing(sink, /_ingest\/manifests\//));
    const report = await ingest({ source, target: failing, mode }, { loadTime });
    expect(report).toMatchObject({ failed: [], rowsWritten: 3 });
    expect(report.tables).toMatchObject([
      {
        status: "done",
        report: {
          warnings: [
            {
              code: "manifest_missing",
              message: expect.stringMatching(
                /^The rows are there, but .*manifests.*is denied/,
              ) as string,
            },
          ],
        },
      },
    ]);
    users.rows = [...users.rows, person(4)];
    expect(await ingest({ source, target: ndjsonTarget(sink), mode }, { loadTime })).toMatchObject({
      failed: [],
      tables: [{ report: { warnings: [] } }],
    });
    expect(lines(sink)).toHaveLength(4);
  },
);

it("rows whose forerunners' rejected rows could not be removed are said to be there", async () => {
  const sink = memorySink();
  const users = people("users", 3);
  users.rows = [...users.rows, { id: 4, name: 7 }];
  const source = fakeSource([users]);
  await ingest({ source, target: ndjsonTarget(sink) }, { loadTime });
  users.rows = users.rows.slice(0, 3);
  const failing = ndjsonTarget(refusing(sink, /_quarantine\//));
  const report = await ingest({ source, target: failing }, { loadTime });
  expect(report.tables).toMatchObject([
    { status: "done", rowsWritten: 3, report: { warnings: [{ code: "rejected_rows_left" }] } },
  ]);
});

const TARGETS: { name: string; targetOf: (sink: Sink) => IngestTarget }[] = [
  { name: "JSON Lines", targetOf: ndjsonTarget },
  { name: "Parquet", targetOf: parquetTarget },
  { name: "raw files", targetOf: rawTarget },
];

it.each(
  TARGETS.flatMap((each) => (["full", "incremental"] as const).map((mode) => ({ ...each, mode }))),
)(
  "rows whose state could not be written are said to be there, and a rerun leaves them once: $mode, $name",
  async ({ targetOf, mode }) => {
    const sink = memorySink();
    const source = fakeSource([people("users", 3)]);
    const failing = targetOf(refusing(sink, /_ingest\/states\//));
    const report = await ingest({ source, target: failing, mode }, { loadTime });
    expect(report.tables).toMatchObject([
      {
        status: "failed",
        code: "STATE_NOT_WRITTEN",
        message: expect.stringMatching(
          /^The rows of table "users" of shop are in the lake, but its state .*is denied.*Run again/,
        ) as string,
      },
    ]);
    const data = () =>
      [...sink.objects.keys()].filter((key) => !key.includes("_ingest/states/")).toSorted();
    const before = data();
    const again = new Date("2025-01-15T12:00:00Z");
    expect(
      (await ingest({ source, target: targetOf(sink), mode }, { loadTime: again })).failed,
    ).toEqual([]);
    expect(data()).toEqual(before);
  },
);
