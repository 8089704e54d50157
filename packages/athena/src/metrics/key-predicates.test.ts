import { apiLogs, defineDataset } from "@cloudapi/core";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { openDuckDb } from "../../test/duckdb.ts";
import { buildMetricsQuery } from "./build-metrics-query.ts";
import { buildMetricsView } from "./build-metrics-view.ts";
import { buildPercentilesQuery } from "./build-percentiles-query.ts";

const dataset = defineDataset({
  name: "tenant_logs",
  schema: z.object({
    ...apiLogs.schema.shape,
    Tenant: z.string(),
    plan: z.enum(["free", "paid"]),
    cell: z.int32().min(0).max(9),
    on: z.iso.date(),
  }),
  eventTime: "timestamp",
  partition: { by: ["Tenant", "plan", "cell", "on"], granularity: "day" },
});
const days = { dataset, startDate: "2025-01-15", endDate: "2025-01-15" } as const;

describe("conditions on the columns that a dataset is partitioned by", () => {
  it("come before those on the days, as parameters", () => {
    const { sql, parameters } = buildMetricsQuery({
      ...days,
      partitions: { Tenant: ["x y", "ä"], cell: 3, on: "2025-01-15", plan: "paid" },
    });
    expect(sql).toContain(
      'WHERE "tenant" IN (?, ?)\n    AND "plan" = ?\n    AND "cell" = ?\n    AND "on" = ?\n    AND "year" = ?',
    );
    expect(parameters.slice(0, 8)).toEqual([
      "x y",
      "ä",
      "paid",
      3,
      { type: "date", value: "2025-01-15" },
      2025,
      1,
      15,
    ]);
  });

  it.each([
    [{}, "has a partition for each Tenant, and Athena takes its values from the query"],
    [{ Tenant: [] }, "pass partitions: { Tenant: ... }"],
    [
      { tenant: "a" },
      'names "tenant", but dataset "tenant_logs" is partitioned by Tenant, plan, cell, on. Did you mean "Tenant"?',
    ],
    [
      { Tenant: "a/b" },
      'partitions.Tenant must be text that a partition can be named by, not "a/b": it has "/"',
    ],
    [
      { Tenant: "a", plan: [] },
      "partitions.plan must be a value or a list of values, at least one",
    ],
    [{ Tenant: "a", plan: "piad" }, 'partitions.plan must be one of "free", "paid", not "piad"'],
    [{ Tenant: "a", cell: 10 }, "partitions.cell must be an integer from 0 to 9"],
    [{ Tenant: "a", cell: "3" }, "partitions.cell must be a 32-bit integer"],
    [{ Tenant: "a", on: "15.1.2025" }, "partitions.on must be a calendar date"],
  ])("%j is refused", (partitions, message) => {
    const attempt = () => buildMetricsQuery({ ...days, partitions } as never);
    expect(attempt).toThrow(message);
    expect(() => buildPercentilesQuery({ ...days, partitions } as never)).toThrow(
      message.replace("buildMetricsQuery", "buildPercentilesQuery"),
    );
  });

  it("are refused for a dataset that is partitioned by time alone", () => {
    expect(() =>
      buildMetricsQuery({ startDate: "2025-01-15", endDate: "2025-01-15", partitions: { a: 1 } }),
    ).toThrow('dataset "api_logs" is partitioned by no columns');
  });

  it("may come later in a view of a row for each partition", () => {
    expect(() => buildMetricsView({ dataset, view: "v" })).toThrow("pass partitions");
    const { sql } = buildMetricsView({ dataset, view: "v", perPartition: true });
    expect(sql.replaceAll(/\s+/g, " ")).toContain(
      'SELECT "tenant", "plan", "cell", "on", "year", "month", "day", "endpoint"',
    );
    expect(buildMetricsView({ dataset, view: "v", partitions: { Tenant: "it" } }).sql).toContain(
      `WHERE "tenant" = 'it'`,
    );
  });

  it("select what they say", async () => {
    const duck = await openDuckDb();
    try {
      const row = {
        timestamp: "2025-01-15T10:00:00.000Z",
        status_code: 200,
        cell: 1,
        on: "2025-01-15",
      };
      const plain = dataset as unknown as typeof apiLogs;
      await duck.createTable(plain, [
        { ...row, Tenant: "acme", plan: "free", endpoint: "/a" },
        { ...row, Tenant: "acme", plan: "paid", endpoint: "/b" },
        { ...row, Tenant: "zeta", plan: "paid", endpoint: "/c" },
      ]);
      const rows = await duck.rows(
        buildMetricsQuery({ ...days, partitions: { Tenant: ["acme", "none"], plan: "paid" } }),
      );
      expect(rows.map(({ endpoint }) => endpoint)).toEqual(["/b"]);
    } finally {
      duck.close();
    }
  });
});
