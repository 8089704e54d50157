import { apiLogs, defineDataset } from "@cloudapi/core";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { type DuckDb, openDuckDb } from "../../test/duckdb.ts";
import { buildCheckQueries } from "./build-check-queries.ts";
import { buildSaveChecks } from "./build-save-checks.ts";
import { contractChecks } from "./contract-checks.ts";
import type { QualityCheck } from "./quality-check.ts";

let duckdb: DuckDb;
beforeAll(async () => {
  duckdb = await openDuckDb();
});
afterAll(() => duckdb.close());

const DAY = "2025-01-15";

interface Log {
  readonly timestamp: string;
  readonly endpoint: string;
  readonly status_code: number;
  readonly user_id?: string;
  readonly method?: string;
}

function log(more: Partial<Log> = {}): Log {
  return { timestamp: `${DAY}T10:00:00Z`, endpoint: "/a", status_code: 200, ...more };
}

/** What the checks say of the rows, by name. */
async function resultsOf(
  rows: readonly object[],
  checks: readonly QualityCheck[],
  day: string | undefined = DAY,
) {
  await duckdb.createTable(apiLogs, rows as Record<string, unknown>[]);
  const queries = buildCheckQueries(apiLogs, { checks, day });
  const found = [];
  for (const { sql } of queries) found.push(...(await duckdb.rows({ sql, parameters: [] })));
  return found as { check: string; status: string; observed: number | null; message: string }[];
}

async function observedOf(rows: readonly object[], check: QualityCheck, day?: string) {
  const [result] = await resultsOf(rows, [check], day);
  return [result?.status, result?.observed];
}

describe("contractChecks", () => {
  it("are what the contract says", () => {
    const dataset = defineDataset({
      name: "orders",
      schema: z.object({
        id: z.int64().min(1n),
        state: z.enum(["new", "paid"]).optional(),
        price: z.number().gt(0).max(1e6),
        share: z.number().min(0).gt(0).lt(1).max(2).nullable(),
        note: z.string().min(3),
      }),
    });
    expect(contractChecks(dataset)).toEqual([
      { kind: "rowCount" },
      { kind: "notNull", column: "id" },
      { kind: "notNull", column: "price" },
      { kind: "notNull", column: "note" },
      { kind: "range", column: "id", min: 1n },
      { kind: "range", column: "price", min: 0, minInclusive: false, max: 1_000_000 },
      { kind: "range", column: "share", min: 0, minInclusive: false, max: 1, maxInclusive: false },
      { kind: "allowedValues", column: "state", values: ["new", "paid"] },
    ]);
  });

  it("pass for rows that fit it", async () => {
    const rows = [log(), log({ timestamp: "2025-01-14T10:00:00Z" })];
    const results = await resultsOf(rows, contractChecks(apiLogs));
    expect(results.map(({ status }) => status)).toEqual(results.map(() => "pass"));
    expect(results.length).toBeGreaterThan(6);
  });
});

describe("a check", () => {
  it.each<[string, readonly object[], QualityCheck, string, number | null]>([
    ["no rows", [], { kind: "rowCount" }, "stop", 0],
    [
      "the rows of the day",
      [log(), log(), log({ timestamp: "2025-01-16T00:00:00Z" })],
      { kind: "rowCount", equals: 2 },
      "pass",
      2,
    ],
    ["more rows than manifests say", [log(), log()], { kind: "rowCount", equals: 1 }, "stop", 2],
    ["nothing on the day before", [log()], { kind: "rowChange" }, "warn", null],
    [
      "three times as many",
      [log(), log(), log(), log({ timestamp: "2025-01-14T23:59:59.999Z" })],
      { kind: "rowChange", warnAbove: 2 },
      "warn",
      3,
    ],
    [
      "an hour of silence",
      [log({ timestamp: `${DAY}T23:00:00Z` })],
      { kind: "freshness" },
      "pass",
      1,
    ],
    ["no event at all", [], { kind: "freshness" }, "stop", null],
    ["a null", [log(), log({ user_id: "u" })], { kind: "notNull", column: "user_id" }, "stop", 1],
    [
      "a share of nulls",
      [log(), log({ user_id: "u" })],
      { kind: "notNull", column: "user_id", measure: "share", warnAbove: 0.4, stopAbove: 0.6 },
      "warn",
      0.5,
    ],
    [
      "a share of no rows",
      [],
      { kind: "notNull", column: "user_id", measure: "share", stopAbove: 0 },
      "pass",
      0,
    ],
    [
      "ends of a range",
      [log({ status_code: 100 }), log({ status_code: 599 })],
      { kind: "range", column: "status_code", min: 100, max: 599 },
      "pass",
      0,
    ],
    [
      "ends outside of it",
      [log({ status_code: 100 }), log({ status_code: 599 })],
      {
        kind: "range",
        column: "status_code",
        min: 100,
        max: 599,
        minInclusive: false,
        maxInclusive: false,
      },
      "stop",
      2,
    ],
    [
      "another value",
      [log({ method: "GET" }), log(), log({ method: "PUT" })],
      { kind: "allowedValues", column: "method", values: ["GET"] },
      "stop",
      1,
    ],
    [
      "a key twice",
      [log({ user_id: "a" }), log({ user_id: "a" }), log(), log()],
      { kind: "unique", columns: ["user_id"] },
      "stop",
      1,
    ],
    [
      "a reference into the same table",
      [log({ user_id: "/a" }), log({ user_id: "/b" }), log()],
      { kind: "references", column: "user_id", table: "api_logs", otherColumn: "endpoint" },
      "stop",
      1,
    ],
    [
      "a query of one's own",
      [log(), log({ timestamp: "2025-01-16T00:00:00Z" })],
      {
        kind: "sql",
        name: "own",
        sql: "SELECT count(*) FROM api_logs WHERE CAST(timestamp AS date) = {{day}}",
        stopAbove: 5,
        warnAbove: 0,
      },
      "warn",
      1,
    ],
  ])("sees %s", async (_, rows, check, status, observed) => {
    expect(await observedOf(rows, check)).toEqual([status, observed]);
  });

  it("says what was observed and what is allowed", async () => {
    const [result] = await resultsOf([log()], [{ kind: "notNull", column: "user_id" }]);
    expect(result).toEqual({
      dataset: "api_logs",
      check: "notNull_user_id",
      column: "user_id",
      status: "stop",
      observed: 1,
      threshold: "stops above 0",
      message: "rows without a value in user_id: 1.0000; stops above 0",
    });
  });

  it("counts as JavaScript does, over rows of any kind", async () => {
    const rows = fc.array(
      fc.record(
        {
          timestamp: fc
            .integer({ min: -1, max: 26 })
            .map((h) => new Date(Date.UTC(2025, 0, 15, h)).toISOString()),
          endpoint: fc.constantFrom("/a", "/'b"),
          status_code: fc.integer({ min: 100, max: 599 }),
          user_id: fc.constantFrom("a", "b", "/a"),
        },
        { requiredKeys: ["timestamp", "endpoint", "status_code"] },
      ),
      { maxLength: 20 },
    );
    await fc.assert(
      fc.asyncProperty(rows, async (all) => {
        const today = all.filter(({ timestamp }) => timestamp.startsWith(DAY));
        const users = today.flatMap(({ user_id }) => (user_id === undefined ? [] : [user_id]));
        const results = await resultsOf(all, [
          { kind: "rowCount" },
          { kind: "notNull", column: "user_id" },
          { kind: "unique", columns: ["user_id"] },
          { kind: "range", column: "status_code", max: 300 },
          { kind: "allowedValues", column: "endpoint", values: ["/'b"] },
        ]);
        expect(results.map(({ observed }) => observed)).toEqual([
          today.length,
          today.length - users.length,
          users.length - new Set(users).size,
          today.filter(({ status_code }) => status_code > 300).length,
          today.filter(({ endpoint }) => endpoint === "/a").length,
        ]);
      }),
      { numRuns: propertyRuns(10) },
    );
  });
});

describe("the day of a check", () => {
  it.each(["hive", "hive-date", "plain"] as const)(
    "prunes partitions of the layout %s",
    async (layout) => {
      for (const granularity of ["month", "day", "hour"] as const) {
        const dataset = defineDataset({
          name: "api_logs",
          schema: apiLogs.schema,
          eventTime: "timestamp",
          partition: { granularity, layout },
        });
        await duckdb.createTable(dataset, [
          log(),
          log({ timestamp: "2025-01-14T00:00:00Z" }),
        ] as never);
        const [count] = buildCheckQueries(dataset, { checks: [{ kind: "rowCount" }], day: DAY });
        expect(await duckdb.rows({ sql: count?.sql ?? "", parameters: [] })).toMatchObject([
          { observed: 1 },
        ]);
        expect(count?.sql).toMatch(/"dt" (=|BETWEEN)|"year" = year\(DATE '2025-01-15'\)/);
      }
    },
  );

  it("is a parameter in each of its places when asked to be", async () => {
    const queries = buildCheckQueries(apiLogs, { day: "?" });
    await duckdb.createTable(apiLogs, [log()] as never);
    for (const { sql } of queries) {
      const places = sql.split("?").length - 1;
      expect(places).toBeGreaterThan(0);
      const rows = await duckdb.rows({
        sql,
        parameters: Array.from({ length: places }, () => DAY),
      });
      expect(rows).toHaveLength(1);
    }
  });
});

describe("what is refused", () => {
  it.each<[object, string]>([
    [{ checks: [{ kind: "nulls" }] }, "kind must be one of"],
    [{ checks: [{ kind: "toString" }] }, "kind must be one of"],
    [{ checks: [{ kind: "notNull", column: "no" }] }, 'no column "no"'],
    [{ checks: [{ kind: "notNull", column: "endpoint", min: 1 }] }, 'unknown option "min"'],
    [{ checks: [{ kind: "range", column: "endpoint" }] }, "range needs min, max or both"],
    [{ checks: [{ kind: "allowedValues", column: "endpoint", values: [] }] }, "at least one"],
    [{ checks: [{ kind: "sql", name: "x", sql: "SELECT 1" }] }, "needs a limit"],
    [{ checks: [{ kind: "sql", name: "x", sql: "SELECT ?", stopAbove: 1 }] }, "no parameters"],
    [
      { checks: [{ kind: "sql", name: "x", sql: "SELECT 1; DROP TABLE x", stopAbove: 1 }] },
      "without a semicolon",
    ],
    [{ checks: [{ kind: "rowCount" }, { kind: "rowCount" }] }, "as another is"],
    [{ checks: [{ kind: "rowCount", stopAbove: Number.NaN }] }, "stopAbove must be a number"],
    [{ checks: [{ kind: "rowChange" }] }, "give day"],
    [{ day: "2025-02-30" }, "calendar date"],
    [{ table: "t", unknown: 1 }, 'unknown option "unknown"'],
  ])("%j", (input, message) => {
    expect(() => buildCheckQueries(apiLogs, input)).toThrow(message);
  });

  it("a run without a name, and a day that is a parameter, of a statement that saves", () => {
    expect(() => buildSaveChecks(apiLogs, { runId: "" })).toThrow("runId must be text");
    expect(() => buildSaveChecks(apiLogs, { runId: "a", day: "?" })).toThrow("day must be a date");
  });
});

/** The checks of the contract, as a page that a person pastes from. */
function page(): string {
  const queries = buildCheckQueries(apiLogs, { day: DAY }).map(
    ({ name, sql }) => `-- ${name}\n${sql};`,
  );
  return `-- The checks of the rows of a day, for Athena: each gives one row that says pass, warn or stop.\n-- Another day: replace 2025-01-15.\n\n${queries.join("\n\n")}\n`;
}

it("are in sql/ as they are built", async () => {
  await expect(page()).toMatchFileSnapshot("../../../../sql/api_logs_checks.sql");
});
