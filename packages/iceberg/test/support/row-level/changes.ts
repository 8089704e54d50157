import fc from "fast-check";
import type { Change, Merge } from "./model.ts";
import { keyOf, rowsComing } from "./orders.ts";

const condition = fc.constantFrom(
  { column: "op", eq: "delete" },
  { column: "region", isNull: true },
  { column: "region", eq: "it's" },
  { column: "n", gte: -3, lt: 5 },
  { column: "price", lt: "0.00" },
  { column: "price", eq: "12.25" },
  { column: "at", gte: "2025-01-02T00:00:00.000Z" },
  { column: "id", gte: 3n },
);
const where = fc.uniqueArray(condition, { minLength: 1, maxLength: 2 });

const merge: fc.Arbitrary<Merge> = fc
  .record(
    {
      latestBy: fc.constant("changed"),
      update: fc.subarray(["n", "price", "tags", "op", "changed"]),
      insert: fc.boolean(),
      deleteWhere: fc.constant([{ column: "op", eq: "delete" }]),
      // True of every row.
      within: fc.constantFrom([{ column: "id", gte: 1n }], [{ column: "at", isNull: false }]),
    },
    { requiredKeys: [] },
  )
  .filter(({ insert = true, update = ["n"], deleteWhere }) => {
    return insert || update.length > 0 || deleteWhere !== undefined;
  });

const set = fc.constantFrom<{ set: Readonly<Record<string, string | number | null>> }>(
  { set: { op: "it's" } },
  { set: { n: null, price: "7.50" } },
  { set: { changed: "2025-01-03T00:00:20.000Z", region: null } },
);

const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("merge" as const), rows: rowsComing, input: merge }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("delete" as const), where }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(where, set)
      .map(([rows, values]) => ({ kind: "update" as const, where: rows, ...values })),
  },
);

/** Without latestBy each key comes once, as engines want it. */
function asEnginesWantIt(each: Change): Change {
  if (each.kind !== "merge" || each.input.latestBy !== undefined) return each;
  return { ...each, rows: [...new Map(each.rows.map((row) => [keyOf(row), row])).values()] };
}

/** Changes that come one after another. */
export const changes = fc.array(change.map(asEnginesWantIt), { minLength: 5, maxLength: 5 });
