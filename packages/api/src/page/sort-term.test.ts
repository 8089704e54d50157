import { defineDataset } from "@cloudapi/core";
import { expect, it } from "vitest";
import * as z from "zod";
import { bindValues } from "../select/bind-values.ts";
import { fromPlaceSql } from "./sort-term.ts";

const { columns } = defineDataset({
  name: "visits",
  schema: z.object({ at: z.iso.datetime(), id: z.int32() }),
});

it.each([
  ["2025-01-15T10:30:00.123Z", "?", new Date("2025-01-15T10:30:00.123Z")],
  ["2025-01-15T10:30:00.123000Z", "?", new Date("2025-01-15T10:30:00.123Z")],
  ["2025-01-15T10:30:00.123456Z", "CAST(? AS timestamp(6))", "2025-01-15 10:30:00.123456"],
])("a page begins behind %s to the digit, so that no row is left out", (time, sql, value) => {
  const { bind, parameters } = bindValues();
  const terms = columns.map((column) => ({ column, isDescending: column.name === "at" }));
  expect(fromPlaceSql(terms, [time, 7], bind)).toEqual([
    `"at" <= ${sql}`,
    `("at" < ${sql} OR ("at" = ${sql} AND "id" >= ?))`,
  ]);
  expect(parameters).toEqual([value, value, value, 7]);
});
