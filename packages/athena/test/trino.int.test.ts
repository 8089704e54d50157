import {
  apiLogs,
  defineDataset,
  eventTimeOf,
  parsePartitionPath,
  partitionColumns,
  partitionPath,
  typeLaw,
} from "@cloudapi/core";
import {
  escapeLike,
  quoteIdentifier,
  quoteLiteral,
  quoteValue,
  type SqlValue,
} from "@cloudapi/core/sql";
import { computeEndpointMetrics } from "@cloudapi/transform";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyCodePoint } from "../../../scripts/lib/any-code-point.ts";
import { runOnTrino } from "../../../scripts/lib/run-on-trino.ts";
import { testServer } from "../../../scripts/lib/test-server.ts";
import {
  buildMetricsQuery,
  buildMetricsView,
  buildPercentilesQuery,
  type Statement,
} from "../src/index.ts";
import { near } from "./near.ts";

const TRINO = testServer("CLOUDAPI_TEST_TRINO");

/** Trino's planning of wide statements takes its time where the cores are shared. */
const SLOW = { timeout: 120_000 };

describe.skipIf(TRINO === undefined)("Trino (CLOUDAPI_TEST_TRINO)", SLOW, () => {
  const run = (statement: Statement) => runOnTrino(TRINO ?? "", statement);
  const plain = (sql: string) => run({ sql, parameters: [] });
  const suffix = crypto.randomUUID().slice(0, 8);

  /** So many samples go in one query that a server is asked seldom. */
  function samples<T>(arbitrary: fc.Arbitrary<T>, count: number): T[] {
    return fc.sample(arbitrary, { numRuns: count, seed: 20_250_115 });
  }

  const NASTY = [
    "'",
    '"',
    "\\",
    "%",
    "_",
    "?",
    "--",
    "/*",
    ";",
    "\n",
    "\r",
    "\t",
    "\u0001",
    "`",
    " ",
    "é",
    "😀",
    "a",
    "${",
    "}",
  ];
  const texts = fc.oneof(
    fc.string({ unit: fc.constantFrom(...NASTY) }),
    fc.string({ unit: anyCodePoint }).filter((text) => !text.includes("\0")),
  );

  it("evaluates our literals, names and patterns to what they were made from", async () => {
    const all = samples(texts, 300);
    const columns = all.map(
      (text) =>
        `${quoteLiteral(text)}, ${quoteLiteral(text)} LIKE ${quoteLiteral(escapeLike(text))} ESCAPE '\\'`,
    );
    const { rows } = await plain(`SELECT ${columns.join(", ")}`);
    expect(rows[0]).toEqual(all.flatMap((text) => [text, true]));
    const names = [...new Set(all.filter((text) => text !== "" && Buffer.byteLength(text) <= 255))];
    const named = await plain(
      `SELECT ${names.map((name, i) => `${i} AS ${quoteIdentifier(name)}`).join(", ")}`,
    );
    expect(named.columns.map(({ name }) => name)).toEqual(names);
  });

  it("takes our values as execution parameters, each with its type", async () => {
    const values: [SqlValue, string, unknown][] = [
      ["it's", "varchar(4)", "it's"],
      [5, "integer", 5],
      [-(2 ** 31), "integer", -(2 ** 31)],
      [3_000_000_000, "bigint", 3_000_000_000],
      [0.1, "double", 0.1],
      [5e-324, "double", 5e-324],
      [1.7976931348623157e308, "double", 1.7976931348623157e308],
      [Number.NaN, "double", "NaN"],
      [Number.NEGATIVE_INFINITY, "double", "-Infinity"],
      [7n, "integer", 7],
      [-(2n ** 63n), "bigint", -(2n ** 63n)],
      [true, "boolean", true],
      [null, "unknown", null],
      [new Date("2025-01-15T10:30:45.120Z"), "timestamp(3)", "2025-01-15 10:30:45.120"],
      [{ type: "date", value: "2024-02-29" }, "date", "2024-02-29"],
      [
        { type: "decimal(38,10)", value: "-1234567890123456789012345678.0123456789" },
        "decimal(38, 10)",
        "-1234567890123456789012345678.0123456789",
      ],
      [{ type: "float", value: 0.1 }, "real", 0.1],
      [{ type: "double", value: 5 }, "double", 5],
      [
        { type: "timestamp", value: "0001-01-01T00:00:00Z" },
        "timestamp(3)",
        "0001-01-01 00:00:00.000",
      ],
    ];
    const { columns, rows } = await run({
      sql: `SELECT ${values.map(() => "?").join(", ")}`,
      parameters: values.map(([value]) => value),
    });
    expect(columns.map(({ type }) => type)).toEqual(values.map(([, type]) => type));
    expect(rows[0]).toEqual(values.map(([, , value]) => value));
  });

  const day = (i: number) => new Date(Date.UTC(2024, 11, 30) + i * 3_600_000 * 5 + i).toISOString();
  const logs = samples(
    fc.tuple(
      fc.constantFrom("/a", "/b/é", "/😀", "/\uffff"),
      fc.integer({ min: 100, max: 599 }),
      fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })),
    ),
    120,
  ).map(([endpoint, status_code, response_time_ms], i) => ({
    timestamp: day(i % 40),
    endpoint,
    status_code,
    response_time_ms: response_time_ms ?? undefined,
  }));

  /** The rows as a table of the memory connector, its partition columns beside the others. */
  async function createTable(dataset: typeof apiLogs, table: string): Promise<void> {
    const types = [...dataset.columns, ...partitionColumns(dataset)].map(({ type }) =>
      typeLaw(type).athena.replace("string", "varchar"),
    );
    const names = [...dataset.columns, ...partitionColumns(dataset)].map(({ name }) =>
      quoteIdentifier(name),
    );
    const tuples = logs.map((row) => {
      const partition =
        parsePartitionPath(dataset, `${partitionPath(dataset, eventTimeOf(dataset, row) ?? 0)}x`) ??
        {};
      const cells = dataset.columns.map(({ name, type }) =>
        quoteValue({ type, value: (row as unknown as Record<string, never>)[name] ?? null }),
      );
      return `(${[...cells, ...partitionColumns(dataset).map(({ name }) => quoteValue(partition[name] ?? null))].join(", ")})`;
    });
    await plain(
      `CREATE TABLE ${table} (${names.map((name, i) => `${name} ${types[i]}`).join(", ")})`,
    );
    await plain(`INSERT INTO ${table} VALUES ${tuples.join(", ")}`);
  }

  const days = { startDate: "2024-12-31", endDate: "2025-01-05" };
  const selected = logs.filter(
    ({ timestamp }) =>
      timestamp.slice(0, 10) >= days.startDate && timestamp.slice(0, 10) <= days.endDate,
  );
  const expected = computeEndpointMetrics(selected).map((each) => [
    each.endpoint,
    each.requestCount,
    near(each.averageResponseTimeMs),
    near(each.p50),
    near(each.p95),
    near(each.p99),
    near(each.errorRate),
    near(each.requestsPerMinute),
  ]);

  it.each(["hive", "hive-date"] as const)(
    "gives the metrics of computeEndpointMetrics, layout %s",
    async (layout) => {
      const dataset = defineDataset({
        name: "api_logs",
        schema: apiLogs.schema,
        eventTime: "timestamp",
        partition: { granularity: "day", layout },
      });
      const table = `logs_${layout === "hive" ? "parts" : "dt"}_${suffix}`;
      await createTable(dataset as typeof apiLogs, table);
      expect((await run(buildMetricsQuery({ dataset, table, ...days }))).rows).toEqual(expected);
      const estimate = await run(
        buildMetricsQuery({ dataset, table, ...days, method: "approximate" }),
      );
      expect(estimate.rows.map((row) => row.slice(0, 2))).toEqual(
        expected.map((row) => row.slice(0, 2)),
      );

      await run(buildMetricsView({ dataset, table, view: `view_${table}`, ...days }));
      const view = await plain(`SELECT * FROM view_${table} ORDER BY request_count DESC, endpoint`);
      expect(view.rows).toEqual(expected);
      await run(buildMetricsView({ dataset, table, view: `daily_${table}`, perPartition: true }));
      const daily = await plain(`SELECT sum(request_count) FROM daily_${table}`);
      expect(daily.rows).toEqual([[logs.length]]);

      const percentiles = await run(
        buildPercentilesQuery({ dataset, table, ...days, percentiles: [50, 95, 99] }),
      );
      const byEndpoint = [...expected].sort((a, b) =>
        Buffer.compare(Buffer.from(a[0] as string), Buffer.from(b[0] as string)),
      );
      expect(percentiles.rows.map(([endpoint, , ...rest]) => [endpoint, ...rest])).toEqual(
        byEndpoint.map((row) => [row[0], ...row.slice(3, 6)]),
      );
      for (const name of [`VIEW view_${table}`, `VIEW daily_${table}`, `TABLE ${table}`])
        await plain(`DROP ${name}`);
    },
  );
});
