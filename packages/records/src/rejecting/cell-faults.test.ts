import { Readable } from "node:stream";
import { apiLogs, type Dataset } from "@cloudapi/core";
import { expect, it } from "vitest";
import { checkedRecordsOf } from "../engine/read-checked-records.ts";
import { flatReaders } from "../flat/flat-readers.ts";
import { recordsInOrder } from "../flat/flat-records.ts";
import { LineBytes } from "../report/line-bytes.ts";
import { QuarantineLines } from "../report/quarantine-lines.ts";

const LOGS = apiLogs as unknown as Dataset;
const HEADER = LOGS.columns.map(({ name }) => name);
const VALUES: Readonly<Record<string, string>> = {
  timestamp: "2025-01-15T10:30:45Z",
  endpoint: "/api/users",
  method: "GET",
  status_code: "200",
  response_time_ms: "12.5",
  user_id: "user_1",
  ip_address: "1.2.3.4",
};

/** A row of the usual values but for some. */
function row(others: Readonly<Record<string, string>>): string {
  return HEADER.map((name) => others[name] ?? VALUES[name] ?? "").join();
}

/** What is said of rows, what is kept of those that do not fit in one go and one by one, and how many were judged by their bytes. */
async function read(rows: readonly string[], isByBytes: boolean) {
  const right = Array.from({ length: 5 }, () => row({}));
  const text = `${[HEADER.join(), ...right, ...rows].join("\r\n")}\r\n`;
  // Rows are taken by their bytes from the second chunk on.
  const chunks = Readable.from([Buffer.from(text.slice(0, 400)), Buffer.from(text.slice(400))]);
  const readers = isByBytes
    ? (plan: Parameters<typeof flatReaders>[0]) => flatReaders(plan, 0)
    : undefined;
  const writing = new QuarantineLines(LOGS, "source.csv");
  const [inOneGo, oneByOne] = [new LineBytes(), new LineBytes()];
  const records: unknown[] = [];
  const problems: unknown[] = [];
  let judged = 0;
  for await (const batch of checkedRecordsOf("test", LOGS, chunks, { format: "csv" }, readers)) {
    problems.push(...batch.problems, ...batch.warnings);
    for (const record of recordsInOrder(batch)) {
      const { line, byteOffset, byteLength, raw, valid } = record;
      records.push({
        line,
        byteOffset,
        byteLength,
        raw,
        issues: record.valid ? [] : record.issues,
      });
      if (!valid) writing.append(oneByOne, record, "csv");
    }
    const { rejects } = batch.flat ?? {};
    if (rejects === undefined) continue;
    judged += rejects.size;
    writing.appendAll(inOneGo, rejects, { from: 0, to: rejects.size, format: "csv" });
  }
  const kept = { inOneGo: inOneGo.take().toString(), oneByOne: oneByOne.take().toString() };
  return { told: { records, problems }, kept, judged };
}

const BAD = [
  row({ status_code: "999" }),
  row({ status_code: "999", method: "FETCH" }),
  row({ endpoint: '"/a\r\n""b"""', status_code: '"two\nlines"' }),
  row({ timestamp: "yesterday" }),
  row({ endpoint: "" }),
  row({ endpoint: '"nö\tslash"' }),
  row({ response_time_ms: "-1" }),
];

it("rows of CSV that do not fit are judged by their bytes, and kept, as parser and checker have them", async () => {
  const rows = Array.from({ length: 400 }, (_, i) =>
    i % 3 === 0 ? (BAD[i % BAD.length] as string) : row({ user_id: '"a\nb"' }),
  );
  const byBytes = await read(rows, true);
  const byRows = await read(rows, false);
  expect(byBytes.told).toEqual(byRows.told);
  expect(byBytes.judged).toBeGreaterThan(100);
  expect(byBytes.kept.inOneGo).toBe(byRows.kept.oneByOne);
  expect(byBytes.kept.oneByOne).toBe(byRows.kept.oneByOne);
});

it("ragged rows with judged ones between them are no other table, others are", async () => {
  const usual = Array.from({ length: 20 }, () => row({}));
  const apart = [...usual, "a,b", row({ status_code: "999" }), "a,b", ...usual];
  const together = [...usual, row({ status_code: "999" }), "a,b", "a,b", ...usual];
  for (const rows of [apart, together])
    expect((await read(rows, true)).told).toEqual((await read(rows, false)).told);
  const told = (await read(together, true)).told;
  expect(told.problems).toMatchObject([{ code: "other_table" }]);
  expect((await read(apart, true)).told.problems).toEqual([]);
});
