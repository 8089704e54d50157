import { decimal, defineDataset } from "@cloudapi/core";
import { nestedTextWalk, planOfColumns } from "@cloudapi/core/internal";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { wholeRecord } from "../../test/frame-whole.ts";
import { toFraction } from "../../test/support/reference-values.ts";
import { compileRecordChecker } from "../checking/compile-record-checker.ts";
import { readCheckedRecords } from "../engine/read-checked-records.ts";
import { JsonRecordParser } from "./json-record-parser.ts";

const dataset = defineDataset({
  name: "t",
  schema: z.object({
    int32: z.int32().optional(),
    integer: z.int().optional(),
    int64: z.int64().optional(),
    small: decimal(8, 2).optional(),
    large: decimal(38, 10).optional(),
    other: z.number().optional(),
  }),
});

type Name = "int32" | "integer" | "int64" | "small" | "large";
type Fraction = NonNullable<ReturnType<typeof toFraction>>;

/** The value of a column that is exactly the number, as a fraction of integers; `undefined` where there is none. */
const FITS: Readonly<Record<Name, (number: Fraction) => unknown>> = {
  int32: (number) => integerWithin(number, -(2n ** 31n), 2n ** 31n - 1n, Number),
  integer: (number) => integerWithin(number, 1n - 2n ** 53n, 2n ** 53n - 1n, Number),
  int64: (number) => integerWithin(number, -(2n ** 63n), 2n ** 63n - 1n, BigInt),
  small: (number) => decimalWithin(number, 8, 2),
  large: (number) => decimalWithin(number, 38, 10),
};

function integerWithin<T>(
  { top, bottom }: Fraction,
  min: bigint,
  max: bigint,
  make: (integer: bigint) => T,
): T | undefined {
  const integer = top / bottom;
  return top % bottom === 0n && integer >= min && integer <= max ? make(integer) : undefined;
}

function decimalWithin({ top, bottom }: Fraction, precision: number, scale: number) {
  const shifted = top * 10n ** BigInt(scale);
  const unscaled = shifted / bottom;
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
  if (shifted % bottom !== 0n || digits.replace(/^0+/, "").length > precision) return undefined;
  return `${unscaled < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

const digits = (maxLength: number) =>
  fc
    .array(fc.constantFrom(..."0012345999".split("")), { minLength: 1, maxLength })
    .map((all) => all.join(""));

/** Integers near the ends of the columns, and any others. */
const wholes = fc.oneof(
  digits(22).map((text) => text.replace(/^0+(?=\d)/, "")),
  fc
    .tuple(fc.constantFrom(31n, 32n, 52n, 53n, 63n, 64n), fc.bigInt({ min: -2n, max: 2n }))
    .map(([power, step]) => String(2n ** power + step)),
);

const exponents = fc.oneof(
  fc.integer({ min: -25, max: 25 }).map(String),
  fc.constantFrom("+5", "0002", "-00", "-330", "400"),
);

/** The spellings of JSON numbers, of which many are integers though they do not look it. */
const spellings = fc
  .tuple(
    fc.constantFrom("", "-"),
    wholes,
    fc.option(fc.oneof(digits(20), fc.constantFrom("0", "50", "000000000000000000000", "5"))),
    fc.option(fc.tuple(fc.constantFrom("e", "E"), exponents)),
  )
  .map(([sign, whole, fraction, exponent]) =>
    [sign, whole, fraction === null ? "" : `.${fraction}`, ...(exponent ?? [])].join(""),
  );

const names = fc.constantFrom<Name>("int32", "integer", "int64", "small", "large");

async function read(text: string, name: Name): Promise<unknown> {
  for await (const { records } of readCheckedRecords(dataset, text)) {
    for (const record of records) return record.valid ? record.value[name] : undefined;
  }
  throw new Error("no record");
}

/** Zero has no sign: JavaScript's -0 is 0. */
function unsigned(value: unknown): unknown {
  return value === 0 ? 0 : value;
}

it("reads each spelling of a number as exactly that number or not at all, in every format", async () => {
  await fc.assert(
    fc.asyncProperty(names, spellings, spellings, async (name, text, other) => {
      const fraction = toFraction(text);
      const expected = fraction === undefined ? undefined : FITS[name](fraction);
      expect(unsigned(await read(`{"${name}":${text}}`, name))).toBe(expected);
      expect(unsigned(await read(`{"other":${other},"${name}" : ${text} }\n`, name))).toBe(
        Number.isFinite(Number(other)) ? expected : undefined,
      );
      expect(unsigned(await read(`[{"x":{"${name}":1},"${name}":${text}}]`, name))).toBe(expected);
      expect(unsigned(await read(`${name},x\n${text},1\n`, name))).toBe(expected);
      // Text is a number of these columns only: in JSON, "5" is not a value of the others.
      const isText = ["int64", "small", "large"].includes(name);
      const result = compileRecordChecker(dataset).check({ [name]: text });
      expect(result.valid ? result.value[name] : undefined).toBe(isText ? expected : undefined);
    }),
    { numRuns: propertyRuns(500) },
  );
});

it.each([
  ["int64", "4503599627370497.5", undefined],
  ["integer", "4503599627370497.5", undefined],
  ["integer", "1.00000000000000000001", undefined],
  ["int32", "0.9999999999999999999", undefined],
  ["int32", "1e-400", undefined],
  ["int32", "5.0", 5],
  ["int32", "1E3", 1000],
  ["int64", "1.0e0002", 100n],
  ["int64", "9223372036854775807.000", 9223372036854775807n],
  ["int64", "922337203685477580.7e1", 9223372036854775807n],
  ["int64", "9223372036854775808", undefined],
  ["small", "1E3", "1000.00"],
  ["small", "100000000e-2", undefined],
  ["small", "99999999e-2", "999999.99"],
  ["large", "1234567890123456789012345678.0123456789", "1234567890123456789012345678.0123456789"],
] as [Name, string, unknown][])("%s: %s is %s", async (name, text, expected) => {
  expect(await read(`{"${name}":${text}}`, name)).toBe(expected);
  expect(await read(`{"other":0.12345678901234567,"${name}":${text}}`, name)).toBe(expected);
  expect(await read(`${name},x\n${text},1\n`, name)).toBe(expected);
});

it.each([
  "+5",
  "5.",
  ".5",
  "0x5",
  "5_0",
  " 5",
  "5 ",
  "1e",
  "1e+",
  "--5",
  "5,0",
  "٥",
  "0200",
  "Infinity",
  "",
])("takes %j for no integer", async (text) => {
  for (const name of ["int32", "integer", "int64"] as const) {
    const strict = defineDataset({
      name: "t",
      schema: z.object({ [name]: dataset.schema.shape[name].unwrap() }),
    });
    const { check } = compileRecordChecker(strict as never);
    expect(check({ [name]: text }).valid).toBe(false);
    expect(await read(`${name},x\n"${text}",1\n`, name)).toBeUndefined();
  }
});

it("takes a line of six kilobytes of brackets beside a long number", () => {
  const depth = 3000;
  const line = `{"int64":1234567890123456,"u":${"[".repeat(depth)}${"]".repeat(depth)}}`;
  expect(readNumbersOf(line)).toEqual({ int64: 1234567890123456n });
});

function readNumbersOf(line: string): unknown {
  const { check } = compileRecordChecker(dataset);
  const parser = new JsonRecordParser(nestedTextWalk(planOfColumns(dataset.columns)), 4000);
  const { record } = parser.parse(wholeRecord(Buffer.from(line)));
  const result = check(record);
  return result.valid ? result.value : result.issues;
}

it("looks at a cell of 200,000 zeros in no time", async () => {
  const zeros = "0".repeat(200_000);
  const started = performance.now();
  for (const text of [
    zeros,
    `${zeros}x`,
    `1${zeros}`,
    `1.${zeros}1`,
    `1e${zeros}`,
    `1.${zeros}e${zeros}x`,
  ])
    for (const name of Object.keys(FITS) as Name[]) await read(`${name},x\n${text},1\n`, name);
  expect(performance.now() - started).toBeLessThan(2000);
});
