import { decimal, defineDataset } from "@cloudapi/core";
import { expect, it } from "vitest";
import * as z from "zod";
import { ProblemError } from "../http/problem.ts";
import { resolveResource } from "../resource/resolve-resource.ts";
import { restriction } from "./row-selection.ts";

const rows = defineDataset({
  name: "rows",
  schema: z.object({
    text: z.string(),
    int: z.int32(),
    big: z.int64(),
    price: decimal(10, 2),
    ratio: z.number(),
    isOpen: z.boolean(),
    day: z.iso.date(),
    at: z.iso.datetime(),
  }),
});

/** The values that a claim restricts a column to, or the status of the answer. */
function valuesOf(column: string, claim: unknown): unknown {
  const restrict = { column, claim: "tenant" };
  const resource = resolveResource({ dataset: "rows", restrict }, [rows]);
  try {
    return restriction(resource, { subject: "ada", claims: { tenant: claim } })[0]?.value;
  } catch (error) {
    return error instanceof ProblemError ? error.problem.status : error;
  }
}

it.each([
  ["text", "acme", ["acme"]],
  ["text", 7, ["7"]],
  ["text", ["a", "", null, {}, "b"], ["a", "b"]],
  ["text", "a\0", 403],
  ["text", "\ud800", 403],
  ["text", "x".repeat(1_001), 403],
  ["text", Array.from({ length: 101 }, String), 403],
  ["int", 7, [7]],
  ["int", "7", [7]],
  ["int", " ", 403],
  ["int", "0x10", 403],
  ["int", "abc", 403],
  ["int", 2 ** 40, 403],
  ["big", "9007199254740993", ["9007199254740993"]],
  ["big", "abc", 403],
  ["price", "1.50", ["1.50"]],
  ["price", "1.505", 403],
  ["ratio", "0.5", [0.5]],
  ["ratio", "NaN", 403],
  ["isOpen", "true", [true]],
  ["isOpen", "yes", 403],
  ["day", "2025-01-15", ["2025-01-15"]],
  ["day", "2025-02-30", 403],
  ["at", "tomorrow", 403],
])("a restriction of %s by the claim %j", (column, claim, expected) => {
  expect(valuesOf(column, claim)).toEqual(expected);
});
