import { apiLogs, defineDataset } from "@cloudapi/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { readParquet } from "../../test/support/read-parquet.ts";
import {
  listDataFiles,
  type MemorySink,
  memorySink,
  rejectedRows,
  removeSource,
  type Sink,
  transform,
  writeRows,
} from "../index.ts";

const dataset = apiLogs;
const GOOD = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/a","status_code":200}';

/** All rows of a table of rejected rows. */
async function rejectedOf(table: MemorySink): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  for (const { key } of await listDataFiles(table, { dataset: rejectedRows })) {
    const bytes = table.objects.get(key);
    rows.push(...(await readParquet(rejectedRows, bytes ?? new Uint8Array())));
  }
  return rows;
}

function linesOf(rows: readonly Record<string, unknown>[]): string[] {
  return rows.map(({ source, line, raw }) => [source, line, raw].map(String).join(" ")).sort();
}

it("has rejected rows as rows, with where they were, their text and what is wrong, and no lines of JSON", async () => {
  const [sink, table] = [memorySink(), memorySink()];
  const bad = '{"timestamp":"x","endpoint":"a","status_code":200}';
  const report = await transform(dataset, `${GOOD}\n${bad}\nno json\n`, sink, {
    sourceId: "a.ndjson",
    quarantineTable: table,
  });
  const [first, second] = await rejectedOf(table);
  expect(first).toMatchObject({
    dataset: "api_logs",
    contract_hash: dataset.contractHash,
    source: "a.ndjson",
    source_version: null,
    format: "json-lines",
    line: 2n,
    byte_offset: BigInt(GOOD.length + 1),
    byte_length: BigInt(bad.length),
    item: null,
    raw: bad,
    raw_base64: null,
    raw_truncated: false,
    issues: [
      { code: "invalid_format", path: "timestamp", received: '"x"' },
      { code: "invalid_format", path: "endpoint", received: '"a"' },
    ],
  });
  expect(second).toMatchObject({ line: 3n, raw: "no json", issues: [{ path: "" }] });
  expect(second?.["run"]).toBe(first?.["run"]);
  const [file] = await listDataFiles(table, { dataset: rejectedRows });
  expect(report.quarantine).toEqual([{ key: file?.key, rows: 2, sizeBytes: file?.sizeBytes }]);
  expect(report.rowsRejected).toBe(2);
  expect([...sink.objects.keys()].filter((key) => key.includes("quarantine"))).toEqual([]);
});

it("has a source's rejected rows of its last run, of every dataset, and none of a run that publishes nothing", async () => {
  const [sink, table] = [memorySink(), memorySink()];
  const other = defineDataset({ name: "other", schema: z.object({ endpoint: z.int() }) });
  const run = (text: string, options = {}) =>
    transform(dataset, text, sink, { sourceId: "a", quarantineTable: table, ...options });
  await run(`${GOOD}\none\ntwo\n`);
  const ofOther = { sourceId: "a", quarantineTable: table };
  await transform(other, '{"endpoint":1}\n{"endpoint":"x"}\n', memorySink(), ofOther);
  await run(`${GOOD}\none\ntwo\n`);
  const kept = 'a 2 {"endpoint":"x"}';
  expect(linesOf(await rejectedOf(table))).toEqual(["a 2 one", kept, "a 3 two"]);
  await expect(run(`${GOOD}\nx\n`, { maxRejectedRatio: 0 })).rejects.toThrow("maxRejectedRatio");
  expect(linesOf(await rejectedOf(table))).toHaveLength(3);
  await run(`${GOOD}\nthree\n`);
  expect(linesOf(await rejectedOf(table))).toEqual(["a 2 three", kept]);
  await run(`${GOOD}\n`);
  expect(linesOf(await rejectedOf(table))).toEqual([kept]);
  const name = { dataset: rejectedRows, sourceId: "other: a" };
  expect((await removeSource(table, name)).rows).toBe(1);
  expect(await rejectedOf(table)).toEqual([]);
});

it("leaves no trace of sources that have no rejected rows", async () => {
  const table = memorySink();
  await transform(dataset, `${GOOD}\n`, memorySink(), { sourceId: "a", quarantineTable: table });
  expect(table.objects).toEqual(new Map());
});

it("has the rejected rows of each version that was appended, once", async () => {
  const [sink, table] = [memorySink(), memorySink()];
  for (const version of ["1", "2", "1"])
    await transform(dataset, `${GOOD}\nbad ${version}\n`, sink, {
      sourceId: "a",
      mode: "append",
      version,
      quarantineTable: table,
    });
  const rows = await rejectedOf(table);
  expect(linesOf(rows)).toEqual(["a 2 bad 1", "a 2 bad 2"]);
  expect(rows.map((row) => String(row["source_version"])).sort()).toEqual(["1", "2"]);
});

it("tells the version of a source from a source whose name ends like it", async () => {
  const table = memorySink();
  const names = ["a#1", "a%231", "a%25231"];
  for (const sourceId of names)
    await transform(dataset, `${GOOD}\nbad\n`, memorySink(), { sourceId, quarantineTable: table });
  await transform(dataset, `${GOOD}\nbad\n`, memorySink(), {
    sourceId: "a",
    mode: "append",
    version: "1",
    quarantineTable: table,
  });
  expect(linesOf(await rejectedOf(table))).toEqual(
    ["a", ...names].map((name) => `${name} 2 bad`).sort(),
  );
  const sources = (await listDataFiles(table, { dataset: rejectedRows })).map(
    (file) => file.sourceId,
  );
  expect(sources).toContain("api_logs: a#1");
  expect(sources).toContain("api_logs: a%231");
});

it("has rows that were rejected of rows, by their number, and takes the place of lines of JSON", async () => {
  const [sink, table] = [memorySink(), memorySink()];
  const row = { timestamp: "2025-01-15T10:30:45Z", endpoint: "/a", status_code: 200 };
  const rows = [row, { ...row, status_code: 9, endpoint: "/\ud800" }];
  await writeRows(dataset, [rows], sink, { sourceId: "db" });
  expect([...sink.objects.keys()].filter((key) => key.startsWith("_quarantine/"))).toHaveLength(1);
  await writeRows(dataset, [rows], sink, { sourceId: "db", quarantineTable: table });
  expect(await rejectedOf(table)).toMatchObject([
    {
      format: "rows",
      line: 2n,
      byte_offset: null,
      issues: [{ path: "endpoint" }, { path: "status_code" }],
    },
  ]);
});

it("keeps what maxQuarantineBytes has room for, and tells the rest", async () => {
  const table = memorySink();
  const text = `${GOOD}\n${"{}\n".repeat(5_000)}`;
  const run = (quarantine: object, maxQuarantineBytes: number) =>
    transform(dataset, text, memorySink(), { ...quarantine, maxQuarantineBytes });
  const asLines = await run({}, 1_000_000);
  const asTable = await run({ quarantineTable: table }, 1_000_000);
  expect(asTable.rowsNotKept).toBe(asLines.rowsNotKept);
  expect(await rejectedOf(table)).toHaveLength(5_000 - asTable.rowsNotKept);
  expect(asTable.warnings).toEqual(asLines.warnings);
});

it("keeps the same rows as lines of JSON do, whatever is in them", async () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.json(),
    fc.constantFrom("\u0000", "\ud800", "[", '{"endpoint":"\\ud800"}', '{"a\\u0000b":1}'),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 20 }), async (lines) => {
      const bytes = Buffer.from(`${GOOD}\n${lines.join("\n")}\n`);
      const [sink, table] = [memorySink(), memorySink()];
      const options = { sourceId: "s" };
      await transform(dataset, bytes, sink, options);
      await transform(dataset, bytes, memorySink(), { ...options, quarantineTable: table });
      const kept = [...sink.objects]
        .filter(([key]) => key.startsWith("_quarantine/"))
        .flatMap(([, json]) => Buffer.from(json).toString().trimEnd().split("\n"))
        .map((json) => JSON.parse(json) as { line: number; raw: string; issues: object[] });
      const rows = await rejectedOf(table);
      expect(rows.map(({ line, raw }) => [Number(line), raw])).toEqual(
        kept.map(({ line, raw }) => [line, raw.toWellFormed()]),
      );
      expect(rows.map(({ issues }) => (issues as object[]).length)).toEqual(
        kept.map(({ issues }) => issues.length),
      );
    }),
    { numRuns: propertyRuns(30) },
  );
});

it("loses no rejected row when a run dies at any step, and a run again puts all right", async () => {
  const text = `${GOOD}\nbad\n`;
  for (let steps = 0; ; steps++) {
    const [sink, table] = [memorySink(), memorySink()];
    let left = steps;
    const dying = <S extends Sink>(to: S): S =>
      new Proxy(to, {
        get(target, name) {
          const value = Reflect.get(target, name) as unknown;
          if (typeof value !== "function") return value;
          return (...input: unknown[]) => {
            if (left-- <= 0) throw new Error("killed");
            return Reflect.apply(value, target, input) as unknown;
          };
        },
      });
    const options = { sourceId: "a", quarantineTable: dying(table) };
    const isDone = await transform(dataset, text, dying(sink), options).then(
      () => true,
      () => false,
    );
    const isPublished = (await listDataFiles(sink, { dataset })).length > 0;
    expect((await rejectedOf(table)).length).toBeGreaterThanOrEqual(isPublished ? 1 : 0);
    await transform(dataset, text, sink, { sourceId: "a", quarantineTable: table });
    expect(linesOf(await rejectedOf(table))).toEqual(["a 2 bad"]);
    if (isDone) break;
  }
});

it("refuses a place within that of the valid rows, two places, and what is no table", async () => {
  const sink = memorySink();
  const run = (options: object) => transform(dataset, GOOD, sink, { sourceId: "a", ...options });
  const inside = { ...memorySink(), location: `${sink.location}/rejected` };
  await expect(run({ quarantineTable: inside })).rejects.toThrow("lie one in the other");
  await expect(run({ quarantineTable: sink })).rejects.toThrow("lie one in the other");
  const two = { quarantine: memorySink(), quarantineTable: memorySink() };
  await expect(run(two)).rejects.toThrow("two places for the same rows");
  await expect(run({ quarantineTable: "s3://bucket/rejected" })).rejects.toThrow(
    "quarantineTable must be a folderSink(path)",
  );
  expect(sink.objects).toEqual(new Map());
});
