import { compileTrinoTransform, transformRefusals } from "@cloudapi/athena";
import { apiLogs, type Dataset, defineDataset } from "@cloudapi/core";
import { PRICES } from "@cloudapi/core/internal";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import type { SqlVerdict } from "./engine-estimate.ts";
import { planTransform } from "./plan-transform.ts";
import type { TransformLoad } from "./read-load.ts";

const [MB, GB, TB] = [1e6, 1e9, 1e12];
const MIB = 1024 ** 2;

const compiled = compileTrinoTransform(apiLogs, {
  raw: { table: "raw_logs" },
  into: { table: "api_logs" },
  rejected: { table: "rejected_rows" },
  runId: "2025-01-15",
});
const statements = [compiled.insertValid, compiled.insertRejected, compiled.count];
const sql: SqlVerdict = { statements };
const inPlace: Pick<TransformLoad, "engines" | "sql"> = { engines: ["athena", "glue"], sql };

function athena(load: TransformLoad, dataset: Dataset = apiLogs) {
  return planTransform(dataset, load).engines.find(({ engine }) => engine === "athena");
}

describe("what it costs", () => {
  it("scans the text once for each statement that was compiled", () => {
    const sizeBytes = 512 * 1024 * MIB;
    const usd = (all: typeof statements) =>
      athena({ sizeBytes, files: 500, withinMinutes: 600, sql: { statements: all } })?.usd;
    expect(usd(statements)).toBeCloseTo((3 / 2) * PRICES.athena.usd, 9);
    expect(usd(statements.slice(0, 2))).toBeCloseTo(PRICES.athena.usd, 9);
    const plain = { sizeBytes, files: 500, needsValidation: false };
    expect(athena(plain)?.usd).toBeCloseTo(PRICES.athena.usd / 2, 9);
  });

  it.each<readonly [string, number, number]>([
    ["10 MB for one byte", 1, 30 * MIB],
    ["10 MB for 10 MB", 10 * MIB, 30 * MIB],
    ["whole MB above", 10 * MIB + 1, 33 * MIB],
    ["nothing for nothing", 0, 0],
  ])("is billed for each statement: %s", (_, sizeBytes, scannedBytes) => {
    const estimate = athena({ sizeBytes, files: 1, sql });
    expect(estimate?.settings).toMatchObject({ statements: 3, scannedBytes });
    expect(estimate?.usd).toBeCloseTo((scannedBytes / 1024 ** 4) * PRICES.athena.usd, 12);
  });

  it("is billed for compressed bytes, and takes the time of what is in them", () => {
    const load = { sizeBytes: GB, files: 100, sql };
    const [plain, packed] = [athena(load), athena({ ...load, isCompressed: true })];
    expect(packed?.usd).toBe(plain?.usd);
    expect((packed?.seconds ?? 0) - 15).toBeCloseTo(((plain?.seconds ?? 0) - 15) * 4);
  });

  it("waits for one reader of a compressed file", () => {
    const load = { sizeBytes: 2 * GB, isCompressed: true, sql };
    const [one, many] = [athena({ ...load, files: 1 }), athena({ ...load, files: 100 })];
    expect(one?.seconds).toBeGreaterThan((many?.seconds ?? 0) * 2);
  });
});

describe("when it is chosen", () => {
  it("takes lines of JSON that lie in S3 where neither Lambda nor Fargate may be used", () => {
    const plan = planTransform(apiLogs, { sizeBytes: 20 * MB, files: 2, ...inPlace });
    expect(plan.engine).toBe("athena");
    expect(plan.why).toContain("each of its 3 statements scans the text as a whole");
    expect(plan.why).toContain("a run that is repeated adds its rows again");
    expect(plan.why).toContain("glue would cost");
    expect(plan.why).not.toContain("Not lambda");
    expect(plan.engines[0]?.refusal).toContain("not among the engines");
  });

  it.each<readonly [string, TransformLoad, string]>([
    ["20 GB", { sizeBytes: 20 * GB, files: 200 }, "athena"],
    ["20 GB that are compressed", { sizeBytes: 20 * GB, files: 200, isCompressed: true }, "athena"],
    ["100 GB", { sizeBytes: 100 * GB, files: 200 }, "athena"],
    ["200 GB, a query of more than 30 minutes", { sizeBytes: 200 * GB, files: 200 }, "glue"],
  ])("is cheaper than Glue as far as the time of a query goes: %s", (_, load, engine) => {
    const plan = planTransform(apiLogs, { ...load, ...inPlace, withinMinutes: 120 });
    expect(plan.engine).toBe(engine);
  });

  it("takes what no function is done with and no job compiled of", () => {
    const dataset = defineDataset({
      name: "d",
      schema: z.object({ a: z.string() }),
    });
    const load = { sizeBytes: 90 * GB, files: 3, sql, engines: ["lambda", "athena"] } as const;
    const plan = planTransform(dataset, load);
    expect(plan.engine).toBe("athena");
    expect(plan.why).toContain("Not lambda: its largest file takes");
  });

  it("is offered beside what is chosen", () => {
    const plan = planTransform(apiLogs, { sizeBytes: 2 * GB, files: 100, sql });
    expect(plan.engine).toBe("lambda");
    expect(plan.why).toMatch(/; athena would cost \$0\.03[;.]/);
  });
});

describe("when it won't do", () => {
  const pages = defineDataset({
    name: "pages",
    schema: z.object({ url: z.url(), title: z.string().trim() }),
  });
  const load = { sizeBytes: 20 * GB, files: 200, withinMinutes: 600, sql };

  it("says by field and rule what the compiler refused", () => {
    const refusals = transformRefusals(pages);
    const message =
      "SQL can't say url's url; title's a function that changes the value, such as .trim()";
    expect(athena({ ...load, sql: { refusals } }, pages)?.refusal).toBe(message);
    const whole = { refusals: [{ field: undefined, rule: "a check of the record" }] };
    expect(athena({ ...load, sql: whole }, pages)?.refusal).toContain(
      "the contract's a check of the record",
    );
    expect(planTransform(pages, { ...load, sql: { refusals } }).why).toContain(
      `Not athena: ${message}.`,
    );
    expect(() => planTransform(pages, { ...load, engines: ["athena"], sql: { refusals } })).toThrow(
      `none of the engines that may be used can do it. athena: ${message}.`,
    );
  });

  it("asks for what the compiler said", () => {
    const { sql: _, ...without } = load;
    expect(athena(without)?.refusal).toContain("validates no row");
    expect(athena({ ...without, needsValidation: false })?.refusal).toBeUndefined();
  });

  it.each<readonly [string, object, string]>([
    [
      "365 partitions",
      { partitions: 365 },
      "at most 100 partitions, and the rows are of 365; plan 4",
    ],
    [
      "a query of hours",
      { sizeBytes: TB },
      "Athena gives it 30 by default; plan 6 parts of the files",
    ],
    [
      "one file of hours",
      { sizeBytes: 200 * GB, files: 1, isCompressed: true },
      "plan smaller files, or raise its time-out",
    ],
    ["too little time", { withinMinutes: 1 }, "it takes about 10 min, and 1 are given"],
    [
      "a statement of 262,145 bytes",
      { sql: { statements: [{ sql: "ä".repeat(131_072) + "x" }] } },
      "262145 bytes of SQL, and Athena takes 262144",
    ],
  ])("refuses %s", (_, more, refusal) => {
    expect(athena({ ...load, ...more })?.refusal).toContain(refusal);
  });

  it("takes 100 partitions, and any number in a table that has none", () => {
    expect(athena({ ...load, partitions: 100 })?.refusal).toBeUndefined();
    expect(athena({ ...load, partitions: 365 }, pages)?.refusal).toBeUndefined();
    expect(athena(load)?.settings).toMatchObject({ partitionsPerInsert: 100, queryMinutes: 30 });
    expect(athena(load, pages)?.settings).not.toHaveProperty("partitionsPerInsert");
  });

  it("is named where it alone may be used and needs more time", () => {
    const plan = planTransform(apiLogs, { ...load, withinMinutes: 1, engines: ["athena"] });
    expect(plan.engine).toBe("athena");
    expect(plan.why).toContain("Nothing is done within 1 min; athena needs more time");
  });
});
