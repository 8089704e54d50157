import { describe, expect, it } from "vitest";
import * as z from "zod";
import { decimal } from "../types/decimal.ts";
import { eventTimeOf } from "../values/event-time.ts";
import { ContractError } from "./contract-error.ts";
import { defineDataset } from "./define-dataset.ts";

function define(schema: z.ZodType) {
  return defineDataset({ name: "t", schema: z.object({ a: schema }) });
}

describe("a default that no row can have is refused", () => {
  it.each([
    [decimal(10, 2).default("1.234"), 'its default "1.234" is not a decimal number of at most 10'],
    [decimal(4, 2).default("123"), 'its default "123" is not a decimal'],
    [decimal(4, 2).default("five"), 'its default "five" is not a decimal'],
    [z.iso.date().default("2025-02-30"), 'its default "2025-02-30" is not a calendar date'],
    [z.iso.date().default("0000-01-01"), "is not a calendar date"],
    [z.iso.datetime().default("2025-01-15T10:30Z"), "is not an RFC 3339 date-time"],
    [z.iso.datetime().default("2025-01-15T10:30:45+01:00"), "does not pass its own checks"],
    [z.int64().default(2n ** 63n), "its default 9223372036854775808 is not at most"],
    [z.int32().default(1.5), "its default 1.5 does not pass its own checks"],
    [z.string().default("\ud800"), "is not Unicode text"],
    [z.string().min(2).default("a"), 'its default "a" does not pass its own checks'],
    [z.string().trim().length(1).default(" a b"), "does not pass its own checks"],
    [
      z
        .string()
        .default("a")
        .refine((text) => text === "b"),
      "does not pass its own checks",
    ],
    [
      z
        .string()
        .readonly()
        .refine((text) => text.startsWith("b"))
        .default("a"),
      "does not pass",
    ],
    [
      z
        .int32()
        .default(5)
        .overwrite((n) => n * 2 ** 30),
      "is not a 32-bit integer",
    ],
    [
      z
        .number()
        .default(5)
        .overwrite(() => Number.NaN),
      "is not a finite number",
    ],
    [z.string().default(5 as never), "its default 5 does not pass its own checks"],
    [
      z
        .string()
        .default(() => "x")
        .refine((text) => text.at(1)?.length),
      "does not pass",
    ],
    [
      z
        .string()
        .default("a")
        .refine((text) => new URL(text)),
      "makes its own checks throw",
    ],
    [
      z
        .string()
        .default("a")
        .refine(() => Promise.resolve(true)),
      "has an asynchronous check",
    ],
  ] as [z.ZodType, string][])("case %#", (schema, message) => {
    expect(() => define(schema)).toThrow(message);
  });

  it.each<[string, () => unknown, string]>([
    [
      "that can't be made",
      () => {
        throw new Error("no clock");
      },
      "its default can't be made: Error: no clock",
    ],
    ["that is an object", () => ({}), "its default (an object) does not pass its own checks"],
    ["that is a list", () => ["x"], "its default (an array) does not pass its own checks"],
  ])("and so is one %s", (_, value, message) => {
    const schema = z.object({ a: z.string().default(value as () => string) });
    expect(() => defineDataset({ name: "t", schema })).toThrow(
      new ContractError("t", [{ field: "a", message }]),
    );
  });

  it("and so is one outside the partition range", () => {
    const at = (text: string) =>
      defineDataset({
        name: "t",
        schema: z.object({ at: z.iso.datetime().default(text) }),
        eventTime: "at",
        partition: { granularity: "day", layout: "hive" },
      });
    expect(() => at("1890-01-01T00:00:00Z")).toThrow("its default is outside the range 1970-01-01");
    expect(at("2025-01-15T10:30:45Z").eventTime).toBe("at");
  });
});

it("takes a default in any spelling that a value may have", () => {
  for (const schema of [
    decimal(10, 2).default("5"),
    decimal(10, 2).default("1e2"),
    decimal(10, 2).default("005.5"),
    z.iso.datetime().default(() => new Date().toISOString()),
    z.string().default(""),
    z.int64().default(5n),
  ])
    expect(define(schema).columns[0]?.nullable).toBe(false);
});

describe("the event time of a row without one", () => {
  it.each([
    [z.iso.datetime().default("2025-01-15T10:30:45Z"), Date.UTC(2025, 0, 15, 10, 30, 45)],
    [z.iso.date().default("2025-01-15"), Date.UTC(2025, 0, 15)],
    [
      z.iso
        .date()
        .default("2025-01-15")
        .overwrite(() => "2025-01-16"),
      Date.UTC(2025, 0, 16),
    ],
    [z.iso.date(), undefined],
  ] as [z.ZodType, number | undefined][])("case %#", (at, epochMs) => {
    const dataset = defineDataset({
      name: "t",
      schema: z.object({ at }),
      eventTime: "at" as never,
    });
    expect(eventTimeOf(dataset, {})).toBe(epochMs);
    expect(eventTimeOf(dataset, { at: null })).toBe(epochMs);
  });
});

it("does not take a date for a timestamp, or the other way round", () => {
  const schema = z.object({ at: z.iso.datetime() });
  const dataset = defineDataset({ name: "t", schema, eventTime: "at" });
  expect(eventTimeOf(dataset, { at: "2025-01-15" })).toBeUndefined();
});
