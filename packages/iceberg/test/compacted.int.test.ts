import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nestedCases } from "../../transform/test/support/nested-cases.ts";
import { decimalsAsDoubles } from "../../transform/test/support/read-nested.ts";
import { compact, fileCatalog, folderStorage, loadTable } from "../src/index.ts";
import { makeTable, type TableParts } from "./support/make-table.ts";
import { nullsAsEmpty, writtenRow } from "./support/readers/canonical.ts";
import { firstDifference } from "./support/readers/first-difference.ts";
import { type NamedReader, READERS } from "./support/readers/readers.ts";
import type { Row, TableRead } from "./support/readers/table-reader.ts";
import {
  EXTREME_ROWS,
  PARTITIONS,
  TYPED_COLUMNS,
  typedRows,
} from "./support/readers/typed-columns.ts";

const SEED = 20_261_129;

type Parts = Omit<TableParts, "folder">;

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "iceberg-compacted-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const NESTED: readonly Parts[] = nestedCases(5, 60, SEED).map(({ columns, rows }) => ({
  columns,
  commits: [rows.slice(0, 20), rows.slice(20, 40), rows.slice(40)],
  rowGroupRows: 15,
}));

const TYPED: readonly Parts[] = PARTITIONS.map((partition, i) => ({
  columns: TYPED_COLUMNS,
  partition,
  commits: [[...typedRows(12, SEED + i), ...EXTREME_ROWS], typedRows(6, SEED - i), typedRows(4, i)],
}));

/** Tables of which all that is small has been put together, and the rows that are to be read of them. */
async function compacted(tables: readonly Parts[]): Promise<{ read: TableRead; rows: Row[] }[]> {
  const folder = await mkdtemp(join(root, "lake-"));
  const catalog = fileCatalog(folderStorage(folder));
  const made: { read: TableRead; rows: Row[] }[] = [];
  let filesLess = 0;
  for (const [i, parts] of tables.entries()) {
    const name = { namespace: "made", name: `table${i}` };
    await makeTable({ ...parts, folder: join(folder, name.namespace, name.name) });
    const report = await compact(await loadTable(catalog, name));
    filesLess += report.filesBefore - report.filesAfter;
    expect(report.left).toEqual([]);
    const { metadataLocation } = await loadTable(catalog, name);
    made.push({
      read: { metadata: new URL(metadataLocation).pathname, columns: parts.columns },
      rows: parts.commits.flat().map((row) => writtenRow(parts.columns, row)),
    });
  }
  expect(filesLess).toBeGreaterThan(tables.length);
  return made;
}

async function differences(reader: NamedReader, tables: readonly Parts[]): Promise<unknown[]> {
  const expected = await compacted(tables);
  const found = await reader.read(expected.map(({ read }) => read));
  return expected.flatMap(({ read, rows }, i) => {
    const difference = firstDifference(
      [asCompared(reader, read, found[i] ?? [])],
      [asCompared(reader, read, reader.name === "icebird" ? asDoubles(read, rows) : rows)],
    );
    return difference === undefined ? [] : [{ read: i, difference }];
  });
}

/** PyIceberg often makes no difference between null and an empty list or map, whoever wrote it. */
function asCompared(
  { name }: NamedReader,
  { columns }: TableRead,
  rows: readonly Row[],
): readonly Row[] {
  return name === "PyIceberg" ? rows.map((row) => nullsAsEmpty(columns, row)) : rows;
}

function asDoubles({ columns }: TableRead, rows: readonly Row[]): Row[] {
  return decimalsAsDoubles({ columns, rows }) as Row[];
}

describe.each(READERS)("$name reads tables whose files were put together", (reader) => {
  const { name, isThere } = reader;

  it.skipIf(!isThere)("with nested rows", { timeout: 400_000 }, async () => {
    // icebird's own hyparquet is an early one, which fails on some of these.
    const tables = NESTED.filter(
      ({ columns }) => name !== "icebird" || !columns.some(({ type }) => type.kind === "list"),
    );
    expect(await differences(reader, tables)).toEqual([]);
  });

  it.skipIf(!isThere)("with every type", { timeout: 400_000 }, async () => {
    // icebird knows no fixed bytes in Avro, which decimals that are partitioned by are.
    const tables = TYPED.filter(
      ({ partition = [] }) =>
        name !== "icebird" ||
        !partition.some(({ column }) => ["price", "wide", "widest"].includes(column)),
    );
    expect(await differences(reader, tables)).toEqual([]);
  });
});
