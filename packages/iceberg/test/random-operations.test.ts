import { isDeepStrictEqual } from "node:util";
import { isCloudApiError } from "@cloudapi/core";
import { writeRows } from "@cloudapi/transform";
import fc from "fast-check";
import { expect, it } from "vitest";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import {
  compact,
  createTable,
  expireSnapshots,
  fileCatalog,
  type IcebergTable,
  icebergSink,
  loadTable,
  memoryStorage,
  removeOrphans,
  type TableWriteMode,
} from "../src/index.ts";
import { counterRows, counters } from "./support/counters.ts";
import { readTable, textsOf } from "./support/read-table.ts";
import { TableModel, type Write } from "./support/table-model.ts";

const modes: TableWriteMode[] = ["replaceSource", "append", "overwritePartitions"];

const write: fc.Arbitrary<Write> = fc
  .record({
    source: fc.constantFrom("a", "b", "c"),
    mode: fc.constantFrom(...modes),
    version: fc.nat(2),
    days: fc.uniqueArray(fc.nat(3), { maxLength: 3 }),
    count: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ source, mode, version, days, count }) => ({
    source,
    mode,
    rows: counterRows(
      version,
      days.toSorted((a, b) => a - b),
      count,
    ),
  }));

type Operation =
  | { readonly kind: "write"; readonly write: Write }
  /** Two writers at once, each with the table as it loaded it at some time. */
  | { readonly kind: "race"; readonly writes: readonly [Write, Write] }
  /** A writer while files are put together. */
  | { readonly kind: "compact"; readonly write: Write }
  | { readonly kind: "expire" | "orphans" };

const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 6, arbitrary: write.map((write): Operation => ({ kind: "write", write })) },
  {
    weight: 3,
    arbitrary: fc.tuple(write, write).map((writes): Operation => ({ kind: "race", writes })),
  },
  { weight: 1, arbitrary: write.map((write): Operation => ({ kind: "compact", write })) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Operation>({ kind: "expire" }, { kind: "orphans" }),
  },
);

/** Write; whether it was refused, since the source's rows are in one file with others'. */
async function run(table: IcebergTable, { source, mode, rows }: Write): Promise<boolean> {
  const options = { sourceId: source, allowFewerRows: true };
  try {
    await writeRows(counters, [rows], icebergSink(table, { mode }), options);
    return false;
  } catch (error) {
    if (isCloudApiError(error, "SOURCE_REWRITTEN")) return true;
    throw error;
  }
}

function after(model: TableModel, write: Write, isRefused: boolean | undefined): TableModel {
  return isRefused === true ? model : model.after(write);
}

interface Lake {
  /** As it was when it was new. */
  readonly stale: IcebergTable;
  readonly load: () => Promise<IcebergTable>;
}

/** Do it; the models of which the table is to be one. */
async function apply(operation: Operation, { stale, load }: Lake, model: TableModel) {
  switch (operation.kind) {
    case "write":
      return [after(model, operation.write, await run(await load(), operation.write))];
    case "race": {
      const [first, second] = operation.writes;
      const [one, other] = await Promise.all([run(stale, first), run(await load(), second)]);
      return [
        after(after(model, first, one), second, other),
        after(after(model, second, other), first, one),
      ];
    }
    case "compact": {
      const [isRefused] = await Promise.all([
        run(await load(), operation.write),
        compact(await load()),
      ]);
      return [after(model, operation.write, isRefused)];
    }
    case "expire":
      await expireSnapshots(stale, { olderThan: new Date(Date.now() + 1000), retainLast: 2 });
      return [model];
    case "orphans":
      await removeOrphans(stale);
      return [model];
  }
}

it("has the rows of an independent model after any operations of two writers, now and at each snapshot", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 10 }), async (operations) => {
      const catalog = fileCatalog(memoryStorage());
      const stale = await createTable(catalog, { namespace: "lake", dataset: counters });
      const lake = { stale, load: () => loadTable(catalog, stale.name) };
      const history = new Map<bigint, string[]>();
      let model = new TableModel();
      for (const operation of operations) {
        const models = await apply(operation, lake, model);
        const table = await lake.load();
        const rows = textsOf(await readTable(table));
        model = models.find((each) => isDeepStrictEqual(textsOf(each.rows), rows)) ?? model;
        expect(rows).toEqual(textsOf(model.rows));
        const id = table.metadata["current-snapshot-id"];
        if (id !== undefined) history.set(id, rows);
        for (const [snapshotId, then] of known(table, history))
          expect(textsOf(await readTable(table, { snapshotId }))).toEqual(then);
      }
    }),
    { numRuns: propertyRuns(15) },
  );
});

/** The snapshots that the table still has, of those whose rows were seen. */
function known({ metadata }: IcebergTable, history: ReadonlyMap<bigint, string[]>) {
  const kept = new Set(metadata.snapshots.map((snapshot) => snapshot["snapshot-id"]));
  return [...history].filter(([id]) => kept.has(id));
}
