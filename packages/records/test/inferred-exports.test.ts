import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Dataset } from "@cloudapi/core";
import { describe, expect, it } from "vitest";
import { type InferredDataset, inferDataset, readCheckedRecords } from "../src/index.ts";
import {
  exportFolders,
  type ManifestCell,
  type ManifestFile,
  manifestFiles,
} from "./support/csv-manifest.ts";

// What inferDataset proposes for exports of programs, against what their manifests say: every row is accepted, and cells have
// the manifest's values. What no sample can show is listed here by column, with what it is taken for.

const ONE_OR_ZERO = "1 and 0 are numbers, until a contract says boolean";
const SERIAL = "days since 1899-12-31 are numbers";
const NULL_OR_TEXT = "a word that texts may be, such as the country NA";
const UNNAMED = "a column without a name of its own is left out";
const NOT_KNOWN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "duckdb_caret.csv": { day: "eight digits are a number where no header says day" },
  "gnumeric_raw.txt": { day: SERIAL, ts: SERIAL },
  "gnumeric_shown.csv": { ts: "midnight is written as a day alone, so two formats are mixed" },
  "mysql_outfile.txt": { active: ONE_OR_ZERO },
  "mysql_outfile_csv.csv": { active: ONE_OR_ZERO },
  "mysql_outfile_doubled.csv": { active: ONE_OR_ZERO },
  "mysql_table_batch.tsv": { active: ONE_OR_ZERO },
  "mysql_batch.tsv": { active: ONE_OR_ZERO },
  "sqlite_csv.csv": { active: ONE_OR_ZERO },
  "sqlite_csv_nullvalue.csv": { active: ONE_OR_ZERO },
  "sqlite_semicolon.csv": { active: ONE_OR_ZERO },
  "pandas_na.csv": { country: NULL_OR_TEXT, note: NULL_OR_TEXT },
  "pandas_quote_text.csv": { note: NULL_OR_TEXT },
  "polars_never.tsv": { note: NULL_OR_TEXT },
  "lo_de_cp1252.csv": { serial: SERIAL },
  "excel_de_sep.csv": { serial: SERIAL },
  "r_write_csv.csv": { "": UNNAMED },
  "instr_qiacuity_sep.csv": { "": UNNAMED, "CI (95%)": UNNAMED },
};
/** What is told to be no table. */
const REFUSED: readonly string[] = ["sap_list_pipe.txt"];

async function rowsOf({ dataset, options }: InferredDataset, bytes: Uint8Array) {
  const rows: Record<string, unknown>[] = [];
  const told: string[] = [];
  for await (const { records, problems } of readCheckedRecords(dataset, bytes, options)) {
    told.push(...problems.map(({ code }) => code));
    for (const record of records) {
      if (record.valid) rows.push(record.value as Record<string, unknown>);
      else told.push(`line ${record.line}: ${record.issues[0]?.message}`);
    }
  }
  return { rows, told };
}

describe.each(exportFolders().map((folder) => [basename(folder), folder] as const))(
  "%s",
  (_, folder) => {
    const [refused, readable] = [true, false].map((isRefused) =>
      manifestFiles(folder)
        .filter(({ file }) => REFUSED.includes(file) === isRefused)
        .map((entry) => [entry.file, entry] as const),
    );
    it.each(refused ?? [])("%s is told to be no table", async (file) => {
      const bytes = readFileSync(join(folder, file));
      const inferred = await inferDataset(bytes);
      expect((await rowsOf(inferred, bytes)).told).toContain("fixed_width");
      expect(inferred.code).toContain(
        "Told when it is read: The file seems to be a list for the eye",
      );
    });
    it.each(readable ?? [])("%s", async (file, entry) => {
      const bytes = readFileSync(join(folder, file));
      const inferred = await inferDataset(bytes, { dataset: "export" });
      const { rows, told } = await rowsOf(inferred, bytes);
      expect(told).toEqual([]);
      expect(rows).toHaveLength(entry.rows);
      expect(inferred).toMatchObject({ records: entry.rows, rejected: 0, isWhole: true });
      const cells = knownCells(entry);
      expect(
        cells.map((cell) => cellRead(cell, entry, { dataset: inferred.dataset, rows })),
      ).toEqual(cells.map(({ row, column_index, value }) => [row, column_index, plain(value)]));
    });
  },
);

function knownCells({ file, cells, columns }: ManifestFile): readonly ManifestCell[] {
  return cells.filter(
    ({ column_index }) => NOT_KNOWN[file]?.[columns[column_index] ?? ""] === undefined,
  );
}

function cellRead(
  { row, column_index, type }: ManifestCell,
  { columns }: ManifestFile,
  {
    dataset,
    rows,
  }: { readonly dataset: Dataset; readonly rows: readonly Record<string, unknown>[] },
): readonly unknown[] {
  const source = columns[column_index] ?? "";
  const column =
    dataset.columns.find(
      ({ name }) => name === source || dataset.alias[name]?.includes(source) === true,
    ) ?? dataset.columns.find(({ name }) => name === `column_${column_index + 1}`);
  if (column === undefined) return [row, column_index, "no column"];
  const value = rows[row]?.[column.name] ?? null;
  // A text that is a number by its looks may be one; an empty text and null are one where nothing tells them apart.
  const text =
    type === "string" && typeof value !== "string"
      ? JSON.stringify(value ?? "").replaceAll('"', "")
      : value;
  return [row, column_index, plain(type === "null" && value === "" ? null : text)];
}

/** Numbers as 14 digits, decimals as numbers, times without the zone that a sample has not. */
function plain(value: unknown): unknown {
  if (typeof value === "number") return Number(value.toPrecision(14));
  if (typeof value !== "string") return value;
  const time = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d*[1-9])?)(?:\.0+)?Z?$/.exec(value);
  if (time !== null) return `${time[1]}T${time[2]}`;
  return /^-?\d+\.\d+$/.test(value) ? Number(Number(value).toPrecision(14)) : value;
}
