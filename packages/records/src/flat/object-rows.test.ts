import { type Dataset, decimal, defineDataset } from "@cloudapi/core";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { compileRecordChecker } from "../checking/compile-record-checker.ts";
import { type Kernel, openKernel } from "../kernel/kernel.ts";
import { ObjectRows } from "./object-rows.ts";

const names = defineDataset({
  name: "names",
  schema: z.object({ name: z.string(), other: z.string().nullish() }),
}) as unknown as Dataset;

const mixed = defineDataset({
  name: "mixed",
  schema: z.object({
    at: z.iso.datetime({ offset: true }),
    seen: z.iso.datetime({ offset: true }).nullish(),
    on: z.iso.date().optional(),
    id: z.int64(),
    price: decimal(10, 2).nullable(),
    name: z.string().max(8).default("none"),
    ok: z.boolean().nullable(),
    level: z.enum(["low", "high"]),
    ratio: z.number().min(0).max(1),
  }),
  eventTime: "at",
  partition: {
    granularity: "day",
    layout: "hive",
    range: { from: "2020-01-01", to: "2030-12-31" },
  },
}) as unknown as Dataset;

const record = fc.record(
  {
    at: fc.constantFrom(
      "2025-01-15T10:30:45Z",
      "2025-01-15T10:30:45.123Z",
      "2025-01-15T10:30:45.123456Z",
      "2025-01-15t10:30:45z",
      "2025-01-15T10:30:45+01:00",
      "2016-12-31T23:59:60Z",
      "2019-12-31T23:59:59Z",
      "2025-02-30T00:00:00Z",
      "2025-01-15T10:30:4\u0135Z",
      "2025-01-15",
      17,
    ),
    seen: fc.constantFrom("2024-02-29T00:00:00Z", "1999-01-01T00:00:00.5Z", null, "never"),
    on: fc.constantFrom("2025-01-15", "2025-13-01", null),
    id: fc.constantFrom(1, 5n, "9007199254740993", 2 ** 60, "x"),
    price: fc.constantFrom("1.25", 3, null, "1.234", Number.NaN),
    name: fc.constantFrom("short", "", "far too long", "\ud800", 3),
    ok: fc.constantFrom(true, false, null, "true"),
    level: fc.constantFrom("low", "high", "middle"),
    ratio: fc.constantFrom(0, 0.5, 1, 2, Number.POSITIVE_INFINITY),
    unknown: fc.constant(1),
  },
  { requiredKeys: ["at", "id", "price", "name", "ok", "level", "ratio"] },
);

const USUAL = {
  at: "2025-01-15T10:30:45.123Z",
  id: 5,
  price: "1.25",
  name: "short",
  ok: null,
  level: "low",
  ratio: 0.5,
};

/** The row that the whole check gives, without what is nothing, and its time. */
function checkedRow(dataset: Dataset, value: object) {
  const checked = compileRecordChecker(dataset).check(value);
  return checked.valid
    ? { row: withoutNothing(checked.value), eventTimeMs: checked.eventTimeMs }
    : undefined;
}

function withoutNothing(row: object): object {
  return Object.fromEntries(
    Object.entries(row).filter(([, value]) => value !== null && value !== undefined),
  );
}

/** The rows that were taken, and were not left after all. */
function rowsOf(objects: ObjectRows) {
  const flat = objects.rows();
  const rows = Array.from({ length: flat.size }, (_, row) => ({
    row: withoutNothing(flat.rowAt(row)),
    eventTimeMs: flat.eventTimes[row],
  }));
  return rows.filter((_, row) => !objects.left.includes(row));
}

const KERNELS = [
  ["by the kernel", () => openKernel()],
  ["without one", () => undefined],
] as const;

describe.each(KERNELS)("%s", (_, open) => {
  test("what is taken fits, with the values and the time that the whole check gives", () => {
    const objects = ObjectRows.of(mixed, open()) as ObjectRows;
    expect(objects.add(USUAL)).toBe(true);
    fc.assert(
      fc.property(fc.array(record, { maxLength: 20 }), (values) => {
        objects.clear();
        const taken = values.filter((value) => objects.add(value));
        const kept = rowsOf(objects);
        const fitting = taken.filter((_, row) => !objects.left.includes(row));
        const rows = kept.map(({ row, ...rest }) => ({
          ...rest,
          row: { ...row, at: 0, seen: 0, on: 0 },
        }));
        const expected = fitting.map((value) => {
          const { row, eventTimeMs } = checkedRow(mixed, value) ?? { row: {}, eventTimeMs: -1 };
          return { eventTimeMs, row: { ...row, at: 0, seen: 0, on: 0 } };
        });
        expect(rows).toEqual(expected);
      }),
      { numRuns: propertyRuns(400) },
    );
  });

  test("a row that is left has the values that its fields had, whatever its object has by then", () => {
    const objects = ObjectRows.of(mixed, open()) as ObjectRows;
    fc.assert(
      fc.property(fc.array(record, { maxLength: 20 }), (values) => {
        objects.clear();
        const taken = values.filter((value) => {
          const given: Record<string, unknown> = { ...value };
          const isTaken = objects.add(given);
          for (const name of Object.keys(given)) given[name] = "changed";
          return isTaken;
        });
        objects.rows();
        const left = objects.left.map((row) => objects.recordAt(row));
        const expected = objects.left.map((row) => {
          const { unknown: _unknown, ...known } = taken[row] as { unknown?: number };
          return withoutNothing(known);
        });
        expect(left).toEqual(expected);
      }),
      { numRuns: propertyRuns(200) },
    );
  });

  test("texts of any script are written behind each other", () => {
    const objects = ObjectRows.of(names, open()) as ObjectRows;
    const values = ["", "a", "\u00e9t\u00e9", "\u{1f600}", "plain", "\u4e2d\u6587"];
    for (const name of values) expect(objects.add({ name, other: `<${name}>` })).toBe(true);
    expect(rowsOf(objects).map(({ row }) => row)).toEqual(
      values.map((name) => ({ name, other: `<${name}>` })),
    );
  });

  test("halves of characters are left, also where they lie behind one another", () => {
    const objects = ObjectRows.of(names, open()) as ObjectRows;
    const values = ["a\ud83d", "\ude00", "\ude00b", "\ude00\u00e9", "\ud83d", "\ud83d\ude00", "c"];
    const given = values.flatMap((name) => values.map((other) => ({ name, other })));
    for (const value of given) expect(objects.add(value)).toBe(true);
    const isRight = ({ name, other }: (typeof given)[number]) =>
      name.isWellFormed() && other.isWellFormed();
    expect(rowsOf(objects).map(({ row }) => row)).toEqual(given.filter(isRight));
    expect(objects.left.map((row) => objects.recordAt(row))).toEqual(
      given.filter((value) => !isRight(value)),
    );
  });

  test("keys may come in any order, and not every time in the same one", () => {
    const objects = ObjectRows.of(names, open()) as ObjectRows;
    const values = [
      { name: "a", other: "b" },
      { other: "c", name: "d" },
      { more: 1, other: "e", most: 2, name: "f" },
      { name: "g" },
      { more: 1, name: "h", other: null },
    ];
    for (const value of values) expect(objects.add(value)).toBe(true);
    expect(rowsOf(objects).map(({ row }) => row)).toEqual([
      { name: "a", other: "b" },
      { name: "d", other: "c" },
      { name: "f", other: "e" },
      { name: "g" },
      { name: "h" },
    ]);
  });

  test("of rows that were forgotten nothing is left, and one that is too large is not taken", () => {
    const objects = ObjectRows.of(names, open()) as ObjectRows;
    expect(objects.add({ name: "x".repeat(400_000), other: "" })).toBe(false);
    expect(objects.add({ name: "x".repeat(200_000), other: "y" })).toBe(true);
    expect(objects.isFull).toBe(true);
    objects.clear();
    expect(objects.isFull).toBe(false);
    expect(objects.add({ name: "z", other: null })).toBe(true);
    expect(rowsOf(objects).map(({ row }) => row)).toEqual([{ name: "z" }]);
  });
});

describe("nothing is said", () => {
  test("of what is no plain object", () => {
    const objects = ObjectRows.of(names, undefined) as ObjectRows;
    const usual = { name: "a", other: "b" };
    for (const value of [Object.create(usual) as object, ["a"], null, "a", undefined])
      expect(objects.add(value)).toBe(false);
    expect(objects.add(Object.assign(Object.create(null) as object, usual))).toBe(true);
  });

  test("of what has to become a number first", () => {
    const objects = ObjectRows.of(mixed, undefined) as ObjectRows;
    const others: readonly unknown[] = [1n, Symbol.iterator, "1", new Date(0)];
    expect(others.map((ratio) => objects.add({ ...USUAL, ratio }))).toEqual(
      others.map(() => false),
    );
  });

  test.each([
    ["strict", z.strictObject({ a: z.string() })],
    ["with a check over several fields", z.object({ a: z.string() }).refine(() => true)],
    ["with a check of its own", z.object({ a: z.string().refine(() => true) })],
    ["with a list", z.object({ a: z.array(z.string()) })],
  ])("of a contract %s", (_, schema) => {
    const dataset = defineDataset({ name: "d", schema }) as unknown as Dataset;
    expect(ObjectRows.of(dataset, undefined)).toBeUndefined();
  });
});

test("rows are held elsewhere where the kernel has no memory for them", () => {
  const rooms = [0, 500_000, 1_048_576, 1_100_000];
  const kept = rooms.map((room) => {
    const kernel = openKernel() as Kernel;
    const allocate = kernel.allocate.bind(kernel);
    let left = room;
    vi.spyOn(kernel, "allocate").mockImplementation((bytes, content) => {
      if (bytes > left) throw new RangeError("WebAssembly.Memory.grow(): Maximum memory size");
      left -= bytes;
      return allocate(bytes, content);
    });
    const rows = ObjectRows.of(names, kernel);
    return [rows?.add({ name: "é", other: "x" }), rows?.rows().rowAt(0)];
  });
  expect(kept).toEqual(rooms.map(() => [true, { name: "é", other: "x" }]));
});
