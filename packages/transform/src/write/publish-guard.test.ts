import { apiLogs } from "@cloudapi/core";
import { expect, it } from "vitest";
import { logRows, ndjson, quarantined, readRows } from "../../test/support/logs.ts";
import { memorySink, PublishRefusedError, transform } from "../index.ts";

const sourceId = "logs.ndjson";

/** Rows with a field renamed, as a new release of whatever writes the logs may. */
function renamed(count: number): unknown[] {
  return logRows(count).map(({ timestamp, ...row }) => ({ ...row, time: timestamp }));
}

async function lakeOf(rows: number) {
  const sink = memorySink();
  await transform(apiLogs, ndjson(logRows(rows)), sink, { sourceId });
  return sink;
}

it("keeps earlier rows when a rerun has none that are valid, and changes nothing", async () => {
  const sink = await lakeOf(1_000);
  const before = new Map(sink.objects);
  const failure = await transform(apiLogs, ndjson(renamed(1_000)), sink, { sourceId }).catch(
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(PublishRefusedError);
  expect(failure).toMatchObject({
    code: "WOULD_LOSE_ROWS",
    message: expect.stringMatching(
      /wrote 1000 rows of logs\.ndjson, and now 0 of 1000 rows would be \(1000 rejected, 0 dropped\).*line 1: .*timestamp.*allowFewerRows: true/,
    ) as string,
    report: { rowsIn: 1_000, rowsRejected: 1_000, rejectedByCode: { required: 1_000 } },
  });
  expect(sink.objects).toEqual(before);
});

it("does as it is told by allowFewerRows", async () => {
  const sink = await lakeOf(100);
  const report = await transform(apiLogs, ndjson(renamed(100)), sink, {
    sourceId,
    allowFewerRows: true,
  });
  expect(report).toMatchObject({ rowsWritten: 0, rowsRejected: 100 });
  expect(report.problems.map(({ code }) => code)).toEqual(["no_valid_rows"]);
  expect(await readRows(sink)).toEqual([]);
  expect(quarantined(sink)).toHaveLength(100);
});

it.each([
  ["nothing", ""],
  ["an empty array", "[]"],
  ["a header alone", "timestamp,endpoint,status_code\n"],
  ["one good row in a hundred", ndjson([...logRows(1), ...renamed(99)])],
  ["49 good rows in a hundred", ndjson([...logRows(49), ...renamed(51)])],
])("keeps 100 rows when the source has %s", async (_, source) => {
  const sink = await lakeOf(100);
  await expect(transform(apiLogs, source, sink, { sourceId })).rejects.toMatchObject({
    code: "WOULD_LOSE_ROWS",
  });
  expect(await readRows(sink)).toHaveLength(100);
});

it("keeps rows when dropNullColumns leaves none", async () => {
  const sink = await lakeOf(100);
  const rows = logRows(100).map((row) => ({ ...row, user_id: null }));
  await expect(
    transform(apiLogs, ndjson(rows), sink, { sourceId, dropNullColumns: ["user_id"] }),
  ).rejects.toThrow("0 rejected, 100 dropped");
});

it.each([
  ["a source that became smaller", ndjson(logRows(3)), 3],
  ["half of the rows", ndjson([...logRows(50), ...renamed(50)]), 50],
  ["few good rows among many more", ndjson([...logRows(60), ...renamed(500)]), 60],
])("replaces 100 rows by %s", async (_, source, rows) => {
  const sink = await lakeOf(100);
  await transform(apiLogs, source, sink, { sourceId });
  expect(await readRows(sink)).toHaveLength(rows);
});

it("publishes a first run whatever its rows are, and the same again", async () => {
  const sources = [
    ["", 0],
    [ndjson(renamed(100)), 0],
    [ndjson([...logRows(1), ...renamed(99)]), 1],
  ] as const;
  for (const [source, rows] of sources) {
    const sink = memorySink();
    for (let run = 0; run < 2; run++) {
      const report = await transform(apiLogs, source, sink, { sourceId });
      expect(report.rowsWritten).toBe(rows);
    }
    await transform(apiLogs, ndjson(logRows(10)), sink, { sourceId });
    expect(await readRows(sink)).toHaveLength(10);
  }
});

it("says that none of the rows is valid", async () => {
  for (const [source, said] of [
    ["{}\n{}\n", "None of the 2 rows fits the dataset"],
    ["{}\n", "The only row does not fit the dataset"],
  ] as const) {
    const { problems } = await transform(apiLogs, source, memorySink());
    expect(problems).toEqual([
      { code: "no_valid_rows", message: expect.stringContaining(said) as string },
    ]);
  }
});

it("refuses more rejected rows than maxRejectedRatio allows, on a first run, too", async () => {
  const source = ndjson([...logRows(97), ...renamed(3)]);
  for (const maxRejectedRatio of [0, 0.02]) {
    const sink = memorySink();
    await expect(transform(apiLogs, source, sink, { maxRejectedRatio })).rejects.toMatchObject({
      code: "TOO_MANY_REJECTED",
      message: expect.stringContaining("3 of 100 rows") as string,
      report: { rowsRejected: 3 },
    });
    expect(sink.objects.size).toBe(0);
  }
  for (const maxRejectedRatio of [0.03, 1]) {
    const report = await transform(apiLogs, source, memorySink(), { maxRejectedRatio });
    expect(report.rowsWritten).toBe(97);
  }
});

it("takes a file without rows for one without rejected rows", async () => {
  await expect(
    transform(apiLogs, "[]", memorySink(), { maxRejectedRatio: 0 }),
  ).resolves.toMatchObject({ rowsIn: 0 });
});

it.each([
  [{ maxRejectedRatio: 1.5 }, "maxRejectedRatio must be from 0"],
  [{ maxRejectedRatio: Number.NaN }, "maxRejectedRatio must be from 0"],
  [{ maxRejectedRatio: "0" }, "maxRejectedRatio must be from 0"],
  [{ allowFewerRows: "yes" }, "allowFewerRows must be true or false"],
])("refuses %j", async (options, message) => {
  await expect(transform(apiLogs, "", memorySink(), options as object)).rejects.toThrow(message);
});
