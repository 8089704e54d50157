import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Column } from "@cloudapi/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compact, fileCatalog, folderStorage, loadTable } from "../src/index.ts";
import type { PartitionTerm } from "../src/partition/partition-term.ts";
import { makeTable } from "./support/make-table.ts";
import { writtenRow } from "./support/readers/canonical.ts";
import { firstDifference } from "./support/readers/first-difference.ts";
import { READERS } from "./support/readers/readers.ts";
import { rowsWhere } from "./support/readers/rows-where.ts";
import type { Comparison, Row } from "./support/readers/table-reader.ts";

const COLUMNS: readonly Column[] = [
  { name: "n", type: { kind: "int32" }, nullable: false },
  { name: "x", type: { kind: "double" }, nullable: true },
  { name: "y", type: { kind: "float" }, nullable: true },
];

/** The values of files: each kind alone, and NaN among others. */
const FILES: readonly (readonly (number | null)[])[] = [
  [Number.NaN],
  [Number.NaN, Number.NaN, null],
  [Number.NaN, 1, 2],
  [-1.5, Number.NaN, null],
  [Number.POSITIVE_INFINITY],
  [Number.NEGATIVE_INFINITY, 3],
  [Number.NEGATIVE_INFINITY, Number.NaN, Number.POSITIVE_INFINITY],
  [-0, 0, null],
  [null],
  [4, 5],
];

const COMMITS = FILES.map((values, file) =>
  values.map((value, i) => ({ n: 10 * file + i, x: value, y: value })),
);
const ROWS = COMMITS.flat().map((row) => writtenRow(COLUMNS, row));

const CONDITIONS: readonly Comparison[] = [
  ...(["x", "y"] as const).flatMap((column) =>
    ([-1.5, 3] as const).flatMap((value) =>
      (["<", ">="] as const).map((operator) => ({ column, operator, value })),
    ),
  ),
  { column: "x", operator: "=", value: 2 },
  { column: "x", operator: "<", value: 0 },
  { column: "y", operator: "is null" },
  { column: "x", operator: "is not null" },
];

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "nan-readers-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** A table of these rows, one file for each list of values unless they are put together. */
async function newTable(partition: readonly PartitionTerm[], isCompacted = false) {
  const folder = await mkdtemp(join(root, "lake-"));
  const name = { namespace: "made", name: "nans" };
  const parts = { columns: COLUMNS, partition, commits: COMMITS };
  const place = join(folder, name.namespace, name.name);
  const { metadataPath } = await makeTable({ ...parts, folder: place });
  if (!isCompacted) return metadataPath;
  const catalog = fileCatalog(folderStorage(folder));
  await compact(await loadTable(catalog, name));
  return new URL((await loadTable(catalog, name)).metadataLocation).pathname;
}

/** Engines differ in whether NaN is more than all else, or compared with nothing. */
function comparable(rows: readonly Row[], { operator }: Comparison): Row[] {
  return operator.startsWith("is") ? [...rows] : rows.filter(({ x }) => x !== "NaN");
}

describe.each(READERS)("$name", ({ name, read, isThere }) => {
  it.skipIf(!isThere)(
    "finds all rows beside NaN and infinities, whatever is pruned",
    { timeout: 300_000 },
    async () => {
      const tables = [await newTable([]), await newTable([], true)];
      const conditions = name === "icebird" ? [] : CONDITIONS;
      const reads = tables.flatMap((metadata, table) => [
        { metadata, columns: COLUMNS },
        ...conditions
          .filter((_, i) => table === 0 || i % 4 === 0)
          .map((where) => ({ metadata, columns: COLUMNS, where })),
      ]);
      const found = await read(reads);
      const differences = reads.flatMap((each, i) => {
        const where = "where" in each ? each.where : undefined;
        const [rows, wanted] =
          where === undefined
            ? [found[i] ?? [], ROWS]
            : [comparable(found[i] ?? [], where), rowsWhere(COLUMNS, ROWS, where)];
        const difference = firstDifference([rows], [where ? comparable(wanted, where) : wanted]);
        return difference === undefined ? [] : [{ where, difference }];
      });
      expect(differences).toEqual([]);
    },
  );
});
