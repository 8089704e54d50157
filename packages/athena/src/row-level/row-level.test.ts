import { defineDataset } from "@cloudapi/core";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { buildDeleteQuery } from "./build-delete-query.ts";
import { buildMergeQuery, type MergeQueryInput } from "./build-merge-query.ts";
import { buildOptimizeQuery } from "./build-optimize-query.ts";
import { buildUpdateQuery } from "./build-update-query.ts";
import { buildVacuumQuery } from "./build-vacuum-query.ts";
import type { RowCondition } from "./row-condition.ts";

const orders = defineDataset({
  name: "orders",
  schema: z.object({
    id: z.int64(),
    region: z.string().optional(),
    Changed: z.iso.datetime().optional(),
    op: z.string().optional(),
    items: z.array(z.object({ sku: z.string() })).optional(),
  }),
});
const from = { table: "orders_new" };
const all = '"id", "region", "changed", "op", "items"';

describe("buildMergeQuery", () => {
  it("updates what is there and adds what is not", () => {
    expect(buildMergeQuery(orders, { from, on: ["id"], table: "o", database: "lake" })).toEqual({
      sql: `MERGE INTO "lake"."o" AS t
USING (SELECT ${all} FROM "orders_new") AS s
ON t."id" = s."id"
WHEN MATCHED THEN UPDATE SET "region" = s."region", "changed" = s."changed", "op" = s."op", "items" = s."items"
WHEN NOT MATCHED THEN INSERT (${all}) VALUES (s."id", s."region", s."changed", s."op", s."items")`,
      parameters: [],
    });
  });

  it("takes the latest row of each key, deletes what it says, and looks at some partitions only", () => {
    const { sql } = buildMergeQuery(orders, {
      from: { table: "orders_new", database: "raw" },
      on: ["id", "region"],
      latestBy: "Changed",
      update: ["op"],
      deleteWhere: [{ column: "op", in: ["D", "it's"] }],
      within: [{ column: "Changed", gte: "2025-01-01T00:00:00Z" }],
    });
    expect(sql).toBe(`MERGE INTO "orders" AS t
USING (SELECT ${all} FROM (SELECT ${all}, row_number() OVER (PARTITION BY "id", "region" ORDER BY "changed" DESC NULLS LAST) AS latest_of_key FROM "raw"."orders_new") AS ranked WHERE latest_of_key = 1) AS s
ON t."id" = s."id" AND t."region" IS NOT DISTINCT FROM s."region" AND t."changed" >= TIMESTAMP '2025-01-01 00:00:00.000'
WHEN MATCHED AND (t."changed" IS NULL OR s."changed" >= t."changed") AND (s."op" IN ('D', 'it''s')) THEN DELETE
WHEN MATCHED AND (t."changed" IS NULL OR s."changed" >= t."changed") THEN UPDATE SET "op" = s."op"
WHEN NOT MATCHED AND NOT coalesce((s."op" IN ('D', 'it''s')), false) THEN INSERT (${all}) VALUES (s."id", s."region", s."changed", s."op", s."items")`);
  });

  it.each<[Record<string, unknown>, string]>([
    [{ on: [] }, "on must be a list of the key's columns"],
    [{ on: "id" }, "on must be a list of the key's columns"],
    [{ on: ["idd"] }, 'has no column "idd"'],
    [{ on: ["items"] }, "items is nested, and is not compared"],
    [{ latestBy: "items" }, "latestBy: items is nested"],
    [{ update: ["id"] }, "id is part of the key"],
    [{ update: [], insert: false }, "nothing would be done"],
    [{ insert: "no" }, "insert must be true or false"],
    [{ deleteWhere: [] }, "deleteWhere has no condition"],
    [{ from: { table: "orders; DROP TABLE x" } }, "from.table must be 1 to 255"],
    [{ from: { table: "t", schema: "x" } }, 'unknown option "schema"'],
    [{ table: 'o"' }, "table must be 1 to 255"],
    [{ database: "Lake" }, "Athena would make it lake"],
    [{ when: "x" }, 'unknown option "when"'],
  ])("refuses %j", (input, message) => {
    const call = () =>
      buildMergeQuery(orders, { from, on: ["id"], ...input } as unknown as MergeQueryInput);
    expect(call).toThrow(message);
  });
});

describe("conditions", () => {
  it.each<[RowCondition, string]>([
    [{ column: "id", eq: 7n }, `"id" = 7`],
    [{ column: "id", gt: 1, lte: 9 }, `"id" <= 9 AND "id" > 1`],
    [{ column: "region", eq: "'; DELETE FROM x; --" }, `"region" = '''; DELETE FROM x; --'`],
    [{ column: "region", isNull: true }, `"region" IS NULL`],
    [{ column: "region", isNull: false, lt: "z" }, `"region" < 'z' AND "region" IS NOT NULL`],
    [{ column: "Changed", eq: new Date(0) }, `"changed" = TIMESTAMP '1970-01-01 00:00:00.000'`],
  ])("%o", (condition, sql) => {
    expect(buildDeleteQuery(orders, { where: [condition] }).sql).toBe(
      `DELETE FROM "orders"\nWHERE ${sql}`,
    );
  });

  it.each<[unknown, string]>([
    [{ column: "id" }, "the condition on id says nothing"],
    [{ column: "id", eq: null }, "nothing equals null; use isNull"],
    [{ column: "id", eq: "7" }, "is not a value of type"],
    [{ column: "id", in: [] }, "in must be a list of values, at least one"],
    [{ column: "id", isNull: "yes" }, "isNull must be true or false"],
    [{ column: "id", like: "7%" }, 'unknown option "like"'],
    [{ column: "items", isNull: true }, "which is not compared"],
    [{ column: "nope", eq: 1 }, 'has no column "nope"'],
  ])("refuses %j", (condition, message) => {
    expect(() => buildDeleteQuery(orders, { where: [condition as RowCondition] })).toThrow(message);
  });
});

describe("statements of rows and of upkeep", () => {
  it("deletes and updates nothing without a condition", () => {
    expect(() => buildDeleteQuery(orders, { where: [] })).toThrow("all rows would go");
    expect(() => buildDeleteQuery(orders, {} as never)).toThrow("must be a list of conditions");
    expect(() => buildUpdateQuery(orders, { set: { op: "x" }, where: [] })).toThrow(
      "all rows would change",
    );
  });

  it("sets values of the columns' types", () => {
    const set = { op: "it's", region: null, Changed: "2025-01-01T00:00:00Z" };
    expect(buildUpdateQuery(orders, { set, where: [{ column: "id", eq: 1 }] }).sql).toBe(
      `UPDATE "orders"\nSET "op" = 'it''s', "region" = NULL, "changed" = TIMESTAMP '2025-01-01 00:00:00.000'\nWHERE "id" = 1`,
    );
    const where = [{ column: "id", eq: 1 }];
    expect(() => buildUpdateQuery(orders, { set: {}, where })).toThrow("at least one");
    expect(() => buildUpdateQuery(orders, { set: { id: null }, where })).toThrow("can't be null");
    expect(() => buildUpdateQuery(orders, { set: { items: "[]" }, where })).toThrow("no literal");
  });

  it("compacts and vacuums", () => {
    expect(buildOptimizeQuery(orders).sql).toBe('OPTIMIZE "orders" REWRITE DATA USING BIN_PACK');
    const where = [{ column: "region", eq: "eu" }];
    expect(buildOptimizeQuery(orders, { table: "o", where }).sql).toBe(
      `OPTIMIZE "o" REWRITE DATA USING BIN_PACK\nWHERE "region" = 'eu'`,
    );
    expect(buildVacuumQuery({ table: "_orders" }).sql).toBe("VACUUM `_orders`");
    expect(() => buildVacuumQuery({ table: "o`" })).toThrow(RangeError);
    expect(() => buildVacuumQuery({ table: "o", where } as never)).toThrow("unknown option");
  });
});
