import { apiLogs, defineDataset } from "@cloudapi/core";
import { PRICE_REGION, PRICES } from "@cloudapi/core/internal";
import { expect, it } from "vitest";
import * as z from "zod";
import { planTransform } from "./plan-transform.ts";
import type { TransformLoad } from "./read-load.ts";

const [MB, GB, TB] = [1e6, 1e9, 1e12];
const nested = defineDataset({
  name: "orders",
  schema: z.object({ items: z.array(z.object({ quantity: z.int32() })) }),
});

it.each<readonly [string, TransformLoad, string, string]>([
  ["nothing", { sizeBytes: 0, files: 0 }, "lambda", "Not athena: its INSERT validates no row"],
  ["a small day", { sizeBytes: 5 * MB, files: 1 }, "lambda", "fargate would cost"],
  ["a day of many files", { sizeBytes: 2 * GB, files: 100 }, "lambda", "glue would cost"],
  ["one large file", { sizeBytes: 20 * GB, files: 1 }, "fargate", "a function has 900"],
  [
    "much in little time",
    { sizeBytes: 2 * TB, files: 2000, withinMinutes: 60 },
    "glue",
    "Not lambda",
  ],
  ["too much for its time", { sizeBytes: 500 * TB, files: 1000 }, "glue", "Nothing is done within"],
  [
    "much without validation",
    { sizeBytes: 0.9 * TB, files: 2000, needsValidation: false },
    "athena",
    "glue would cost",
  ],
])("%s", (_, load, engine, why) => {
  const plan = planTransform(apiLogs, load);
  expect(plan.engine).toBe(engine);
  expect(plan.why).toContain(why);
  expect(plan.engines.map((each) => each.engine)).toEqual(["lambda", "fargate", "athena", "glue"]);
});

it("plans no Spark job that can't be compiled of the contract, or read the files", () => {
  const changed = defineDataset({ name: "d", schema: z.object({ a: z.string().trim() }) });
  const much = { sizeBytes: 500 * TB, files: 1000 };
  const glue = (dataset: typeof changed, load: TransformLoad) =>
    planTransform(dataset, load).engines.find(({ engine }) => engine === "glue")?.refusal;
  expect(glue(changed, much)).toBe("no job can be compiled of a's overwrite");
  expect(glue(nested as never, { ...much, isCompressed: true })).toContain("compressed files");
  const packed = { sizeBytes: 20 * GB, files: 100, isCompressed: true };
  expect(glue(nested as never, packed)).toBeUndefined();
  expect(planTransform(changed, much)).toMatchObject({ engine: "fargate" });
  expect(planTransform(changed, much).why).toContain("fargate needs more time");
});

it("reckons with twice the time for nested columns, and four times as much in compressed files", () => {
  const load = { sizeBytes: 8 * GB, files: 1, withinMinutes: 600 };
  const seconds = (dataset: typeof apiLogs | typeof nested, more: object = {}) =>
    planTransform(dataset, { ...load, ...more }).engines[1]?.seconds ?? 0;
  const [flat, deep, packed] = [
    seconds(apiLogs),
    seconds(nested),
    seconds(apiLogs, { isCompressed: true }),
  ].map((all) => all - 60);
  expect(deep).toBeCloseTo((flat ?? 0) * 2);
  expect(packed).toBeCloseTo((flat ?? 0) * 4);
});

it("costs no less for more, whatever engine it is", () => {
  const sizes = [1, 10, 100, 1000, 10_000].map((size) => size * 10 * MB);
  const costs = sizes.map((sizeBytes) =>
    planTransform(apiLogs, { sizeBytes, files: 10, withinMinutes: 10_000 }).engines.map(
      ({ usd }) => usd,
    ),
  );
  for (const [at, more] of costs.slice(1).entries())
    for (const [which, usd] of more.entries())
      expect(usd).toBeGreaterThanOrEqual(costs[at]?.[which] ?? 0);
});

it("says whose prices they are, and of when", () => {
  expect(PRICE_REGION).toBe("us-east-1");
  for (const price of Object.values(PRICES)) {
    expect(price.usd).toBeGreaterThan(0);
    expect(price.asOf).toMatch(/^20\d\d-\d\d$/);
    expect(price.source).toMatch(/^https:\/\/aws\.amazon\.com\/[a-z0-9]+\/pricing\/$/);
  }
});

it.each([
  [{ sizeBytes: -1, files: 1 }, "sizeBytes"],
  [{ sizeBytes: 1, files: 0 }, "files"],
  [{ sizeBytes: 10, files: 2, largestBytes: 3 }, "largestBytes"],
  [{ sizeBytes: 10, files: 2, largestBytes: 11 }, "largestBytes must be at most"],
  [{ sizeBytes: 1, files: 1, withinMinutes: 0 }, "withinMinutes"],
  [{ sizeBytes: 1, files: 1, isCompressed: "yes" }, "isCompressed"],
  [{ sizeBytes: 1, files: 1, file: 2 }, "file"],
  [{ sizeBytes: 1, files: 1, partitions: 0 }, "partitions must be a whole number of at least 1"],
  [{ sizeBytes: 1, files: 1, engines: [] }, "engines must be a list"],
  [{ sizeBytes: 1, files: 1, engines: ["emr"] }, "at least one of lambda, fargate, athena, glue"],
  [{ sizeBytes: 1, files: 1, sql: { statements: [] } }, "sql must be { statements }"],
  [{ sizeBytes: 1, files: 1, sql: { statements: ["SELECT 1"] } }, "sql must be { statements }"],
  [{ sizeBytes: 1, files: 1, sql: { refusals: [{ field: "a" }] } }, "or { refusals }"],
])("refuses %j", (load, message) => {
  expect(() => planTransform(apiLogs, load as never)).toThrow(message);
});
