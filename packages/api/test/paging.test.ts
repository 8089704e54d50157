import { type Dataset, decimal, defineDataset } from "@cloudapi/core";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import { type DuckDb, openDuckDb } from "../../athena/test/duckdb.ts";
import { type Api, createApi } from "../src/index.ts";
import { duckDbEngine } from "./support/duckdb-engine.ts";

const shape = {
  a: z.int32().nullable(),
  b: z.string().nullable(),
  c: z.int64(),
  d: z.iso.date().nullable(),
  e: z.number().nullable(),
  f: z.iso.datetime({ offset: true }).nullable(),
  g: decimal(10, 2).nullable(),
  h: z.boolean().nullable(),
};
const plain = defineDataset({ name: "plain", schema: z.object(shape) });
const keyed = defineDataset({ name: "keyed", schema: z.object({ id: z.int32(), ...shape }) });

// Few values, so that rows are often equal in what they are sorted by, and in everything.
const few = fc.record({
  a: fc.constantFrom(null, -1, 0, 2_147_483_647),
  b: fc.constantFrom(null, "", "it's", "a?b", "é", "Z"),
  c: fc.constantFrom(-9_223_372_036_854_775_808n, 0n, 9_007_199_254_740_993n),
  d: fc.constantFrom(null, "0001-01-01", "2025-01-15"),
  e: fc.constantFrom(null, -0, 0, 0.1, 1e300, 1),
  f: fc.constantFrom(null, "2025-01-15T10:00:00.001Z", "1969-12-31T23:59:59.999Z"),
  g: fc.constantFrom(null, "-0.01", "12345678.90", "1.00"),
  h: fc.constantFrom(null, true, false),
});
type Row = Record<string, unknown>;
const sorts = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e", "f", "g", "h"), {
  minLength: 0,
  maxLength: 3,
});
const query = fc.record({
  sort: sorts,
  signs: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
  limit: fc.integer({ min: 1, max: 6 }),
  fields: fc.constantFrom(undefined, "a", "c,g"),
});

let db: DuckDb;
const apis: Record<string, Api> = {};
beforeAll(async () => {
  db = await openDuckDb();
  for (const [dataset, key] of [
    [plain, []],
    [keyed, ["id"]],
  ] as const) {
    const resources = [{ dataset: dataset.name, key }];
    apis[dataset.name] = createApi({
      engine: duckDbEngine(db, dataset),
      datasets: [dataset],
      resources,
      limits: { unversionedCacheMs: 0 },
    });
  }
});
afterAll(() => db.close());

interface Asked {
  readonly dataset: Dataset;
  readonly path: string;
  /** Rows that come in after each page. */
  readonly arriving: readonly (readonly Row[])[];
}

function apiOf({ name }: Dataset): Api {
  const api = apis[name];
  if (api === undefined) throw new Error(`There is no API of ${name}.`);
  return api;
}

/** All pages of a query, with the rows that are put into the table between them. */
async function allPages({ dataset, path, arriving }: Asked): Promise<Row[]> {
  const rows: Row[] = [];
  let next: string | undefined = path;
  for (let page = 0; next !== undefined; page++) {
    const answer: Response = await apiOf(dataset).fetch(new Request(`http://localhost${next}`));
    const { items } = (await answer.json()) as { items: Row[] };
    expect(answer.status).toBe(200);
    rows.push(...items);
    next = /<(.*)>/.exec(answer.headers.get("link") ?? "")?.[1];
    await db.insert(dataset, arriving[page] ?? []);
  }
  return rows;
}

function pathOf(
  dataset: Dataset,
  {
    sort,
    signs,
    limit,
    fields,
  }: { sort: string[]; signs: boolean[]; limit: number; fields: string | undefined },
): string {
  const search = new URLSearchParams({ limit: String(limit) });
  if (sort.length > 0)
    search.set("sort", sort.map((name, i) => (signs[i] === true ? "-" : "") + name).join());
  if (fields !== undefined) search.set("fields", fields);
  return `/api/${dataset.name}?${search.toString()}`;
}

function counts(rows: readonly Row[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const row of rows) {
    const text = JSON.stringify(row);
    found.set(text, (found.get(text) ?? 0) + 1);
  }
  return found;
}

it("pages put together are what one page of all has, whatever the order and the limit", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(few, { maxLength: 14 }), query, async (rows, asked) => {
      await db.createTable(plain, rows);
      const whole = await allPages({
        dataset: plain,
        arriving: [],
        path: pathOf(plain, { ...asked, limit: 1_000 }),
      });
      expect(whole.length).toBe(rows.length);
      expect(await allPages({ dataset: plain, arriving: [], path: pathOf(plain, asked) })).toEqual(
        whole,
      );
    }),
    { numRuns: propertyRuns(400) },
  );
}, 120_000);

it("rows that come in between are no reason to lose or double one", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(few, { maxLength: 14 }),
      fc.array(fc.array(few, { maxLength: 4 }), { maxLength: 6 }),
      query,
      async (rows, batches, asked) => {
        let id = 0;
        const numbered = rows.map((row) => ({ id: id++, ...row }));
        const arriving = batches.map((batch) => batch.map((row) => ({ id: id++, ...row })));
        await db.createTable(keyed, numbered);
        const fields = asked.fields && `id,${asked.fields}`;
        const path = pathOf(keyed, { ...asked, fields });
        const whole = await allPages({
          dataset: keyed,
          arriving: [],
          path: pathOf(keyed, { ...asked, fields, limit: 1_000 }),
        });
        const found = await allPages({ dataset: keyed, arriving, path });
        expect(new Set(found.map((row) => row["id"])).size).toBe(found.length);
        expect(found.filter((row) => Number(row["id"]) < rows.length)).toEqual(whole);
      },
    ),
    { numRuns: propertyRuns(300) },
  );
}, 120_000);

it("rows that are equal to others are as many as there are, when more come in between", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(few, { maxLength: 14 }),
      fc.array(fc.array(few, { maxLength: 4 }), { maxLength: 6 }),
      query,
      async (rows, arriving, asked) => {
        await db.createTable(plain, rows);
        const all = {
          dataset: plain,
          arriving: [],
          path: pathOf(plain, { ...asked, fields: undefined, limit: 1_000 }),
        };
        const before = counts(await allPages(all));
        const found = counts(
          await allPages({
            ...all,
            arriving,
            path: pathOf(plain, { ...asked, fields: undefined }),
          }),
        );
        const after = counts(await allPages(all));
        for (const [row, count] of before)
          expect(found.get(row) ?? 0).toBeGreaterThanOrEqual(count);
        for (const [row, count] of found) expect(count).toBeLessThanOrEqual(after.get(row) ?? 0);
        expect(found.size).toBeGreaterThanOrEqual(before.size);
      },
    ),
    { numRuns: propertyRuns(300) },
  );
}, 120_000);
