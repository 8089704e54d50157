import { decimal, defineDataset } from "@cloudapi/core";
import { expect, it } from "vitest";
import * as z from "zod";
import { takesAll } from "./takes-all.ts";

function saidOf(field: z.core.$ZodType): boolean {
  const { columns } = defineDataset({ name: "t", schema: z.object({ field }) });
  const [column] = columns;
  return column !== undefined && takesAll(field, column.type);
}

it.each([
  ["text", z.string()],
  ["text that may lack", z.string().nullable().optional()],
  ["a boolean", z.boolean()],
  ["64 bits", z.int64()],
  ["a decimal", decimal(12, 2).nullable()],
  ["a date", z.iso.date()],
  ["an instant", z.iso.datetime({ offset: true })],
])("is true of %s and nothing else", (_, field) => {
  expect(saidOf(field)).toBe(true);
});

it.each([
  ["a length", z.string().max(5)],
  ["a pattern", z.string().regex(/^a/)],
  ["another format", z.email()],
  ["a choice", z.enum(["a", "b"])],
  ["a bound of a bigint", z.int64().max(5n)],
  ["a check beside a decimal's", decimal(12, 2).max(5)],
  ["instants in UTC alone", z.iso.datetime()],
  [
    "a check around it",
    z
      .string()
      .nullable()
      .refine((value) => value !== "x"),
  ],
  ["a narrower date", z.iso.date().min(10).startsWith("2025")],
])("is not true of %s", (_, field) => {
  expect(saidOf(field)).toBe(false);
});
