import { type Dataset, defineDataset } from "@cloudapi/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { DAYS_OF_TWENTIES } from "../../test/support/days-of-twenties.ts";
import { checkedRecordsOf } from "../engine/read-checked-records.ts";
import type { FlatPlan } from "./flat-plan.ts";
import { flatReaders } from "./flat-readers.ts";
import { FlatRecord, recordsInOrder } from "./flat-records.ts";
import { KEY_SLOTS, keyPlaces } from "./key-places.ts";

const DATASET = defineDataset({
  name: "mixed",
  schema: z.object({
    at: z.iso.datetime(),
    text: z.string().max(40),
    word: z.enum(["a", "b"]).nullish(),
    count: z.int32().min(0),
    real: z.number().nullable(),
    is_it: z.boolean().optional(),
    on: z.iso.date().optional(),
    a_name_of_more_than_32_characters_ab: z.uuid().optional(),
    sixteen_letters_: z.string().optional(),
  }),
  eventTime: "at",
  partition: DAYS_OF_TWENTIES,
}) as unknown as Dataset;

const UUID = "f81d4fae-7dec-41d0-a765-00a0c91e6bf6";
const RIGHT: Readonly<Record<string, fc.Arbitrary<string>>> = {
  at: fc.constantFrom('"2025-01-15T10:30:45Z"', '"2025-01-15T10:30:45.123Z"'),
  text: fc.constantFrom('"a, {b} ]:"', '"é,ü"', '""', '"x"', '"as long as more than a vector is"'),
  word: fc.constantFrom('"a"', '"b"', "null"),
  count: fc.nat().map(String),
  real: fc.constantFrom("0.25", "-1", "null", "12345.678"),
  is_it: fc.constantFrom("true", "false"),
  on: fc.constant('"2025-01-15"'),
  a_name_of_more_than_32_characters_ab: fc.constant(`"${UUID}"`),
  sixteen_letters_: fc.constant('"s"'),
};
const NAMES = Object.keys(RIGHT);
/** What is not plain, or not right. */
const ODD = fc.constantFrom(
  '"count":-1',
  '"count":"1"',
  '"count":1.5',
  '"at":"2035-01-15T10:30:45Z"',
  '"text":"a\\"b,\\"count\\":1"',
  '"text":"\\u0041"',
  '"text":null',
  '"word":"c"',
  '"real":1e5',
  '"real":{"count":1,"text":"x"}',
  '"other":1',
  '"other":"x,\\"y"',
  '"other":{"count":1}',
  '"unknown_name":[1,2]',
  '"count":1 2',
  '"count"1',
  '"real":',
  '"text":"tab\there"',
  '"sixteen_letters_x":1',
  '"a_name_of_more_than_32_characters_xy":1',
  "1",
  "",
);

const pairs = fc
  .tuple(fc.record(RIGHT), fc.shuffledSubarray(NAMES, { minLength: NAMES.length }))
  .map(([values, order]) => order.map((name) => `"${name}":${values[name] ?? ""}`));
const line = fc
  .record({
    pairs,
    odd: fc.option(ODD, { freq: 12 }).map((odd) => (odd === null ? undefined : odd)),
    left: fc.constantFrom(undefined, undefined, undefined, undefined, ...NAMES),
    spaces: fc.constantFrom("", "", "", " "),
    isTwice: fc.nat(30).map((n) => n === 0),
  })
  .map(({ pairs, odd, left, spaces, isTwice }) => {
    const kept = pairs.filter((pair) => left === undefined || !pair.startsWith(`"${left}"`));
    const name = odd?.split(":")[0] ?? "";
    const own = odd === undefined ? kept : kept.map((p) => (p.startsWith(`${name}:`) ? odd : p));
    const all = isTwice ? [...own, own[0] ?? ""] : own;
    return `{${spaces}${all.join(`${spaces},${spaces}`)}${spaces}}`;
  });

/** What reading a text says, and how many records were taken by their bytes. */
async function read(text: string, isByBytes: boolean) {
  const readers = isByBytes ? (plan: FlatPlan) => flatReaders(plan, 0) : undefined;
  const told: unknown[] = [];
  let taken = 0;
  for await (const batch of checkedRecordsOf("test", DATASET, text, { format: "json" }, readers))
    for (const record of recordsInOrder(batch)) {
      if (record instanceof FlatRecord) taken++;
      const { line, byteOffset, byteLength, raw, unknownFields } = record;
      const place = { line, byteOffset, byteLength, raw, unknownFields };
      told.push(
        record.valid
          ? { ...place, value: record.value, eventTimeMs: record.eventTimeMs }
          : { ...place, issues: record.issues },
      );
    }
  return { told, taken };
}

describe("records whose keys come in an order of their own", () => {
  it("are the same by their bytes as by parser and checker, with others among them", async () => {
    const lines = fc.array(line, { minLength: 80, maxLength: 200, size: "max" });
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(lines, fc.constantFrom("\n", "\n", "\r\n", " \r\n"), async (made, end) => {
        const text = `${made.join(end)}${end}`;
        const byBytes = await read(text, true);
        expect(byBytes.told).toEqual((await read(text, false)).told);
        taken += byBytes.taken;
      }),
      { numRuns: propertyRuns(15) },
    );
    expect(taken).toBeGreaterThan(300);
  }, 120_000);

  it("are the same where nothing else is among them", async () => {
    const plain = pairs.map((all) => `{${all.join()}}\n`);
    await fc.assert(
      fc.asyncProperty(
        fc.array(plain, { minLength: 60, maxLength: 120, size: "max" }),
        async (made) => {
          const byBytes = await read(made.join(""), true);
          expect(byBytes.told).toEqual((await read(made.join(""), false)).told);
          expect(byBytes.taken).toBeGreaterThan(50);
        },
      ),
      { numRuns: propertyRuns(10) },
    );
  }, 120_000);
});

it("keys have slots of their own unless their first bytes are the same", () => {
  const keys = Array.from({ length: 64 }, (_, i) => Buffer.from(`column_${i}`));
  const slots = keyPlaces(keys)?.slots ?? new Uint8Array(0);
  expect(slots.length).toBe(KEY_SLOTS);
  expect(new Set(slots)).toEqual(new Set(keys.keys()));
  expect(keyPlaces([Buffer.from("sixteen_letters_a"), Buffer.from("sixteen_letters_b")])).toBe(
    undefined,
  );
});
