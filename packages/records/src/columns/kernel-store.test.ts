import { type Dataset, decimal, defineDataset } from "@cloudapi/core";
import fc from "fast-check";
import { expect, it, vi } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { checkedRecordsOf } from "../engine/read-checked-records.ts";
import { flatReaders } from "../flat/flat-readers.ts";
import type { FlatRows } from "../flat/flat-rows.ts";
import { type Kernel, openKernel } from "../kernel/kernel.ts";
import type { ByteStrings, ColumnValues } from "./column-values.ts";
import { RowStore } from "./row-store.ts";
import type { StoredRows } from "./stored-rows.ts";

const DATASET = defineDataset({
  name: "kinds",
  schema: z.object({
    at: z.iso.datetime(),
    day: z.iso.date().optional(),
    id: z.string(),
    user: z.string().nullable(),
    word: z.enum(["GET", "POST", "DELETE"]),
    note: z.string().optional(),
    small: z.int32().optional(),
    real: z.number().nullish(),
    single: z.float32().optional(),
    big: z.int64().optional(),
    flag: z.boolean().optional(),
    amount: decimal(12, 2).optional(),
    price: decimal(8, 2).optional(),
    huge: decimal(30, 2).optional(),
  }),
  eventTime: "at",
}) as unknown as Dataset;

const MOST_BYTES = 2_000_000;

/** What rows are like. */
interface Shape {
  readonly users: number;
  readonly partitions: number;
  readonly rows: number;
  readonly groupRows: number;
  readonly seed: number;
}

const shapes: fc.Arbitrary<Shape> = fc.record({
  users: fc.constantFrom(1, 40, 5_000, 60_000),
  partitions: fc.constantFrom(1, 3, 50),
  rows: fc.constantFrom(100, 3_000, 18_000),
  groupRows: fc.constantFrom(700, 5_000, 100_000),
  seed: fc.nat(),
});

function randomOf(seed: number): (below: number) => number {
  let state = seed | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

function linesOf({ users, rows, seed }: Shape): string[] {
  const random = randomOf(seed);
  const maybe = <T>(value: T, of = 5): T | undefined => (random(of) === 0 ? undefined : value);
  const long = "é".repeat(600);
  return Array.from({ length: rows }, (_, i) =>
    JSON.stringify({
      at: new Date(1.7e12 + i * 1_000).toISOString(),
      day: maybe("2025-01-15"),
      id: `id-${seed}-${i}-${"x".repeat(random(40))}`,
      user: maybe(`user_${random(users)}`) ?? null,
      word: ["GET", "POST", "DELETE"][random(3)],
      note: random(50) === 0 ? `${long}${i}${long}` : maybe(random(9) === 0 ? "" : "ok"),
      small: maybe(random(1_000) - 500),
      real: maybe(random(3) === 0 ? -0 : random(100_000) / 8),
      single: maybe(random(64) / 4),
      big: maybe(random(2 ** 31)),
      flag: maybe(random(2) === 0),
      amount: maybe(`${random(100_000)}.25`),
      price: maybe(`${random(1_000)}.50`),
      huge: maybe(`${random(1_000)}12345678901234567890.75`),
    }),
  );
}

function textAt({ sources, sourceOf, starts, ends }: ByteStrings, i: number): string {
  const source = sources[sourceOf?.[i] ?? 0] as Uint8Array;
  return Buffer.from(source.subarray(starts[i], ends[i])).toString();
}

/** What an encoder sees of a column. */
function seen(column: ColumnValues): unknown {
  const present = column.present === undefined ? undefined : [...column.present];
  if (column.kind === "fixed") return { present, values: [...column.values], of: column.kind };
  const { strings } = column;
  const texts = Array.from({ length: strings.size }, (_, i) => textAt(strings, i));
  if (column.kind === "plain") return { present, texts };
  return { present, texts, codes: [...column.codes], isDistinct: column.isDistinct };
}

/** A store and its partitions. */
function storeWith(kernel: Kernel | undefined, partitions: number) {
  const store = new RowStore(DATASET, { kernel, mostBytes: MOST_BYTES });
  return { store, held: Array.from({ length: partitions }, () => store.open()) };
}

/** Put rows into partitions by turns, so many for one call: the columns of those that were flushed, and what memory was taken before each row that was reached. */
function put(
  { store, held }: ReturnType<typeof storeWith>,
  flat: FlatRows,
  groupRows: number,
  most = Number.POSITIVE_INFINITY,
) {
  const columns: unknown[] = [];
  const memory = new Map<number, number>();
  const flush = (rows: StoredRows) => {
    if (rows.rows > 0) columns.push(Array.from(store.columns(rows), seen));
    store.clear(rows);
  };
  for (let row = 0; row < flat.size; ) {
    const minuteOf = (at: number) => Math.floor((flat.eventTimes[at] as number) / 60_000);
    const rows = held[minuteOf(row) % held.length] as StoredRows;
    let end = row + 1;
    while (end < flat.size && minuteOf(end) === minuteOf(row)) end++;
    row = store.appendRun(rows, flat, row, Math.min(end, row + most, row + groupRows - rows.rows));
    memory.set(row, store.memoryBytes);
    if (rows.rows < groupRows && store.isRoom && !store.isFull) continue;
    store.fill();
    if (rows.rows >= groupRows || !store.isRoom) flush(rows);
    if (!store.isFull) continue;
    for (const each of held) flush(each);
    store.restart();
  }
  store.fill();
  return { columns, memory };
}

/** The same with rows that are each of another partition than the one before, and partitions that are closed and opened again. */
function scatter(
  { store, held }: ReturnType<typeof storeWith>,
  flat: FlatRows,
  groupRows: number,
  most = Number.POSITIVE_INFINITY,
) {
  const columns: unknown[] = [];
  const memory = new Map<number, number>();
  const flush = (rows: StoredRows) => {
    if (rows.rows > 0) columns.push([rows.lastUsed, ...Array.from(store.columns(rows), seen)]);
    store.clear(rows);
  };
  for (let row = 0; row < flat.size; ) {
    const owners = store.ownersOf(flat);
    for (let at = row; at < flat.size; at++) {
      const ms = flat.eventTimes[at] as number;
      owners[at] = held[(ms / 1_000) % held.length]?.number as number;
    }
    const to = Math.min(flat.size, row + most);
    row = store.appendOwned(flat, { from: row, to, mostRows: groupRows });
    const number = owners[row - 1] as number;
    const rows = held.find((each) => each.number === number) as StoredRows;
    memory.set(row, store.memoryBytes);
    if (rows.rows < groupRows && store.isRoom && !store.isFull) continue;
    store.fill();
    flush(rows);
    if (!store.isFull && held.length > 1) {
      store.close(rows);
      held[held.indexOf(rows)] = store.open();
    }
    if (!store.isFull) continue;
    for (const each of held) flush(each);
    store.restart();
  }
  store.fill();
  return { columns, memory };
}

/** Read rows, and put them with a kernel, without, and one by one, after something was done when the first ones had come; how many they were. */
async function compare(
  shape: Shape,
  kernel: Kernel,
  { onFirst = () => undefined as unknown, putting = put } = {},
): Promise<number> {
  const { partitions, groupRows } = shape;
  const one = storeWith(kernel, partitions);
  const [other, single] = [storeWith(undefined, partitions), storeWith(undefined, partitions)];
  const text = linesOf(shape).join("\n");
  let taken = 0;
  for await (const batch of checkedRecordsOf("test", DATASET, text, { format: "json" }, (plan) =>
    flatReaders(plan, 0, kernel),
  )) {
    if (batch.flat === undefined) continue;
    if (taken === 0) onFirst();
    taken += batch.flat.size;
    const byKernel = putting(one, batch.flat, groupRows);
    const plain = putting(other, batch.flat, groupRows);
    const oneByOne = putting(single, batch.flat, groupRows, 1);
    expect(byKernel.columns).toEqual(plain.columns);
    expect(oneByOne.columns).toEqual(plain.columns);
    for (const [row, bytes] of [...byKernel.memory, ...plain.memory])
      expect(bytes).toBe(oneByOne.memory.get(row));
  }
  for (const [i, rows] of one.held.entries())
    expect(Array.from(one.store.columns(rows), seen)).toEqual(
      Array.from(other.store.columns(other.held[i] as StoredRows), seen),
    );
  return taken;
}

it.each([
  ["runs of rows", put],
  ["rows all over the partitions", scatter],
] as const)(
  "holds %s by the kernel as it does without one",
  async (_, putting) => {
    await fc.assert(
      fc.asyncProperty(shapes, async (shape) => {
        const taken = await compare(shape, openKernel() as Kernel, { putting });
        expect(taken).toBeGreaterThan(shape.rows / 2);
      }),
      { numRuns: propertyRuns(4) },
    );
  },
  600_000,
);

it("puts rows by the kernel, and gathers them in its memory", async () => {
  const kernel = openKernel() as Kernel;
  Object.assign(kernel, { functions: { ...kernel.functions } });
  const names = ["putRows", "fillTexts", "fillNumbers", "numberCodes", "placeTexts"] as const;
  const called = names.map((name) => vi.spyOn(kernel.functions, name));
  await compare(
    { users: 60_000, partitions: 1, rows: 24_000, groupRows: 100_000, seed: 7 },
    kernel,
  );
  for (const [i, { mock }] of called.entries())
    expect(mock.calls.length, names[i]).toBeGreaterThan(0);
});

it("goes on without the kernel where its memory can't grow", async () => {
  const most = fc.integer({ min: 0, max: 6_000_000 });
  await fc.assert(
    fc.asyncProperty(most, fc.constantFrom(put, scatter), fc.nat(), async (most, putting, seed) => {
      const kernel = openKernel() as Kernel;
      const allocate = kernel.allocate.bind(kernel);
      let left = most;
      const spied = vi.spyOn(kernel, "allocate");
      const limit = () =>
        spied.mockImplementation((bytes) => {
          if (bytes > left) throw new RangeError("no more memory");
          left -= bytes;
          return allocate(bytes);
        });
      const shape = { users: 5_000, partitions: 3, rows: 6_000, groupRows: 2_500, seed };
      expect(await compare(shape, kernel, { onFirst: limit, putting })).toBeGreaterThan(3_000);
    }),
    { numRuns: propertyRuns(6) },
  );
}, 600_000);
