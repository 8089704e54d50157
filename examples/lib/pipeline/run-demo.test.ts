import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { numbersOf } from "../report/demo-report.ts";
import { generateLogs } from "../sample/generate-logs.ts";
import { recompute } from "../testing/recompute.ts";
import { type Environment, openEnvironment } from "./environment.ts";
import { runDemo } from "./run-demo.ts";

let folder = "";
let environment: Environment;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "demo-run-"));
  environment = await openEnvironment();
});
afterAll(async () => {
  await environment.close();
  await rm(folder, { recursive: true, force: true });
});

it("reports what the raw file says: each number of the table and of the view over time", async () => {
  const rows = { rows: 800, badShare: 0.05, seed: 7, format: "ndjson" } as const;
  // Response times that no request of an endpoint has, statuses of each class, steps without requests.
  const more = ["100", "204", "302", "404", "503"].map(
    (status, i) =>
      `{"timestamp":"2025-01-1${i + 1}T0${i}:00:00.00${i}+02:00","endpoint":"/%F0%9F%91%8D?é","status_code":${status}}\n`,
  );
  const text = [...generateLogs(rows), ...more].join("");
  const path = join(folder, "logs.ndjson");
  await writeFile(path, text);

  const told: string[] = [];
  const silent = { update() {}, step() {}, done: (line: string) => told.push(line) };
  const file = { path, name: "logs.ndjson", sizeBytes: (await stat(path)).size };
  const { report } = await runDemo(environment, [file], { format: "auto" }, silent);
  const { perEndpoint, traffic, ...counts } = numbersOf(report);
  const expected = recompute(text, traffic);

  expect(counts).toMatchObject({
    rowsIn: 805,
    rowsValid: expected.rowsValid,
    rowsRejected: 40,
    rowsWritten: expected.rowsValid,
  });
  const half = Math.ceil(expected.rowsValid / 2);
  expect(told.at(-1)).toBe(
    `iceberg    ${expected.rowsValid} rows now, ${half} FOR VERSION AS OF the load before, in Athena`,
  );
  expect(perEndpoint).toHaveLength(expected.perEndpoint.size);
  for (const { endpoint, ...metrics } of perEndpoint)
    expect(rounded(metrics)).toEqual(rounded(expected.perEndpoint.get(endpoint) ?? {}));
  const counted = traffic.steps.filter(({ requests }) => Object.keys(requests).length > 0);
  expect(new Map(counted.map(({ start, requests }) => [start, requests]))).toEqual(expected.steps);
  const starts = traffic.steps.map(({ start }) => Date.parse(start));
  for (const [i, start] of starts.entries())
    expect(start - (starts[i - 1] ?? start - traffic.stepSeconds * 1000)).toBe(
      traffic.stepSeconds * 1000,
    );
});

/** Numbers to nine digits: sums of fractions depend on their order. */
function rounded(metrics: Readonly<Record<string, number | null>>) {
  return Object.fromEntries(
    Object.entries(metrics).map(([name, value]) => [name, value?.toPrecision(9) ?? null]),
  );
}
