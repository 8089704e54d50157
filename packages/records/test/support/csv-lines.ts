import { apiLogs, type Dataset, decimal, defineDataset } from "@cloudapi/core";
import fc from "fast-check";
import * as z from "zod";
import type { CsvOptions } from "../../src/dialect/csv-options.ts";
import { DAYS_OF_TWENTIES } from "./days-of-twenties.ts";

const LOGS = apiLogs as unknown as Dataset;
const EVERY_KIND = defineDataset({
  name: "kinds",
  schema: z.object({
    text: z.string().max(60).nullable(),
    at: z.iso.datetime({ offset: true }),
    date: z.iso.date().nullish(),
    word: z
      .string()
      .regex(/^[a-zé"\n ]+$/)
      .optional(),
    kind: z.enum(["a", "b"]).optional(),
    small: z.int32().min(-5).optional(),
    real: z.number().nullable(),
    free: z.number().positive().lt(1000).optional(),
    big: z.int64().optional(),
    amount: decimal(12, 2).optional(),
    flag: z.boolean().optional(),
    seconds: z.iso.datetime({ precision: 0 }).optional(),
    never: z.string().optional(),
  }),
  eventTime: "at",
  partition: DAYS_OF_TWENTIES,
}) as unknown as Dataset;
const ONE = defineDataset({
  name: "one",
  schema: z.object({ text: z.string().nullable() }),
}) as unknown as Dataset;

const times = fc.constantFrom(
  "2025-01-15T10:30:45Z",
  "2025-01-15T10:30:45.123Z",
  "2025-01-15T10:30:45.1Z",
  "2025-01-15T10:30:45.1239Z",
  "2025-01-15T24:00:00Z",
  "2025-02-29T00:00:00Z",
  "2025-01-15T10:30:45+01:00",
  "2035-01-15T10:30:45Z",
  "2025-01-15",
  " 2025-01-15T10:30:45Z",
);
const numbers = fc.oneof(
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.constantFrom("0", "-0", "-0.0", "00", "01", "1.", ".5", "-", "+5", "1e5", "1E-2", "200.0"),
  fc.constantFrom("999999999999999", "9999999999999999", "9007199254740993", "1_000", "0x1", "NaN"),
  fc.constantFrom("-5.0", "2.5e1", "1.5", " 7", "7 ", "1,5", "2147483648", "123456789012345678901"),
);
const texts = fc.oneof(
  fc.constantFrom("/", "/api/users", "GET", "a", "b", "", "x".repeat(61), "é", "word", "true"),
  fc.constantFrom(
    "NA",
    "-1",
    "ja",
    "\\N",
    "a\\tb",
    "1.234,5",
    "12,50",
    " ",
    "1.2.3.4",
    "TRUE",
    "false",
    "12.50",
    "tab\there",
    "\u0001",
    "\uFEFFa",
    "\0",
  ),
  fc.string({ maxLength: 12 }),
  fc.string({ unit: "grapheme", maxLength: 6 }),
  fc.string({ unit: fc.constantFrom('"', ",", "\n", "\r", ";", "a", " "), maxLength: 5 }),
);
const values = fc.oneof(times, numbers, texts);

/** How a cell is written: as it is, or in quotes. */
function written(cell: string, isQuoted: boolean, { delimiter, dialect }: Case): string {
  const quote = dialect?.quote === undefined ? '"' : (dialect.quote ?? "");
  const isOdd = /["'\r\n]/.test(cell) || cell.includes(delimiter);
  return isQuoted || isOdd ? `${quote}${cell.replaceAll('"', '""')}${quote}` : cell;
}

/** A contract with a file of it: its header, a row that is right, and how cells are written. */
export interface Case {
  readonly dataset: Dataset;
  readonly header: readonly string[];
  readonly right: readonly string[];
  readonly delimiter: string;
  readonly dialect?: CsvOptions;
}

/** By what is unusual of them. */
export const CASES: Readonly<Record<string, Case>> = {
  logs: {
    dataset: LOGS,
    header: LOGS.columns.map(({ name }) => name),
    right: [
      "2025-01-15T10:30:45.123Z",
      "/api/users",
      "GET",
      "200",
      "12.5",
      "user_1",
      "1.2.3.4",
    ].slice(0, LOGS.columns.length),
    delimiter: ",",
  },
  "every kind": {
    dataset: EVERY_KIND,
    header: EVERY_KIND.columns.map(({ name }) => name).slice(0, -1),
    right: [
      "some text",
      "2025-01-15T10:30:45Z",
      "2025-01-15",
      "word",
      "a",
      "-3",
      "0.25",
      "1.5",
      "123456789012",
      "12.5",
      "true",
      "2025-01-15T10:30:45Z",
    ],
    delimiter: ";",
  },
  "columns in another order, with others": {
    dataset: EVERY_KIND,
    header: ["real", "other", "at", "text", "other", "another"],
    right: ["0.25", "what", "2025-01-15T10:30:45Z", "some text", "", "is it"],
    delimiter: "\t",
  },
  "decimal commas, blanks around cells": {
    dataset: EVERY_KIND,
    header: ["real", "at", "text", "small", "amount", "flag"],
    right: ["1,5", "2025-01-15T10:30:45Z", " some text ", "200", "12,50", "true"],
    delimiter: ";",
    dialect: { delimiter: ";", decimal: ",", thousands: ".", trim: true },
  },
  "words for null and booleans, comments": {
    dataset: EVERY_KIND,
    header: ["real", "at", "text", "small", "flag", "kind"],
    right: ["-1", "2025-01-15T10:30:45Z", "NA", "NA", "ja", "a"],
    delimiter: "|",
    dialect: {
      delimiter: "|",
      comment: "#",
      nulls: ["NA", "-1"],
      booleans: { true: ["ja"], false: ["nein"] },
      skipAfterHeader: 1,
    },
  },
  "words for null of one column, quotes that are no double ones": {
    dataset: EVERY_KIND,
    header: ["text", "word", "at", "real"],
    right: ["some text", "NA", "2025-01-15T10:30:45Z", "1.5"],
    delimiter: ",",
    dialect: { quote: "'", nulls: { word: ["NA", "word"] }, quotedNulls: false },
  },
  "backslashes, no header": {
    dataset: ONE,
    header: ["text"],
    right: ["some text"],
    delimiter: "\t",
    dialect: { delimiter: "\t", escape: "backslash", header: ["text"] },
  },
  "an export of a database": {
    dataset: EVERY_KIND,
    header: ["at", "text", "real"],
    right: ["2025-01-15T10:30:45Z", "some text", "1.5"],
    delimiter: "\t",
    dialect: { delimiter: "\t", quote: null, escape: "sql", caseInsensitive: true },
  },
  "no escapes": {
    dataset: EVERY_KIND,
    header: ["at", "text", "real"],
    right: ["2025-01-15T10:30:45Z", "some text", "1.5"],
    delimiter: ",",
    dialect: { escape: "none", skipLines: 1 },
  },
  "one column": { dataset: ONE, header: ["text"], right: ["word"], delimiter: "|" },
};

/** Lines of a case: mostly right, so that many are taken and many just not. */
export function linesOf(each: Case): fc.Arbitrary<string> {
  const { header, right, delimiter } = each;
  const change = fc.tuple(fc.nat({ max: right.length - 1 }), values, fc.boolean());
  const spelling = fc.constantFrom("plain", "plain", "plain", "plain", "short", "long", "cut");
  const odd = fc.constantFrom(
    "",
    " ",
    "\t",
    header.join(delimiter),
    `\uFEFF${right.join(delimiter)}`,
    '"',
    `"a"b${delimiter}`,
    `#${right.join(delimiter)}`,
    ` ${header.join(` ${delimiter}`)}`,
    `"${header[0]}"${delimiter}${header.slice(1).join(delimiter)}`,
    right.map((cell) => ` ${cell}\t`).join(delimiter),
    right.join(delimiter).replaceAll(/[a-z ]/g, "\\$&"),
  );
  const usual = fc
    .tuple(
      fc.oneof(fc.constant([]), fc.array(change, { maxLength: 3 })),
      spelling,
      fc.nat({ max: 80 }),
      fc.boolean(),
    )
    .map(([changes, how, cut, areQuoted]) => {
      const cells = right.map((cell) => written(cell, areQuoted, each));
      for (const [place, cell, isQuoted] of changes) cells[place] = written(cell, isQuoted, each);
      if (how === "short") cells.pop();
      if (how === "long") cells.push("more");
      const line = cells.join(delimiter);
      return how === "cut" ? line.slice(0, cut) : line;
    });
  return fc.oneof({ arbitrary: usual, weight: 9 }, { arbitrary: odd, weight: 1 });
}

/** Places and the bytes that are put there. */
export const damage = fc.array(
  fc.tuple(fc.nat({ max: 5_000 }), fc.constantFrom(0xff, 0xc3, 0x22, 0x0d, 0x0a, 0x00, 0x2c)),
  { maxLength: 2 },
);
