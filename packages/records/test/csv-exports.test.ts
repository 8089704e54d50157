import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { defineDataset } from "@cloudapi/core";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { type CsvOptions, csvFormat, readCheckedRecords, SourceError } from "../src/index.ts";
import {
  byNames,
  byPlaces,
  exportFolders,
  type ManifestCell,
  type ManifestFile,
  manifestFiles,
  manifestOptions,
} from "./support/csv-manifest.ts";

/** What can't be read, with what tells so. */
const REFUSED: Readonly<Record<string, string>> = {
  "sap_list_pipe.txt": "fixed_width",
};
const TEXT = z.string().nullable();
const TYPES: Readonly<Record<string, z.core.$ZodType>> = {
  int: z.int().nullable(),
  float: z.number().nullable(),
  decimal: z.number().nullable(),
  ratio: z.number().nullable(),
  bool: z.boolean().nullable(),
};

/** A contract with columns c0, c1, … of these types, which have the file's names as others. */
function contractOf(columns: readonly string[], types: ReadonlyMap<number, z.core.$ZodType>) {
  const used = [...types].map(([place, type]) => [`c${place}`, type] as const);
  return defineDataset({
    name: "export",
    schema: z.object(Object.fromEntries(used)),
    alias: Object.fromEntries(
      [...types.keys()].map((place) => [`c${place}`, columns[place] ?? ""]),
    ),
  });
}

async function readFile(
  { file, columns }: ManifestFile,
  bytes: Uint8Array,
  types: ReadonlyMap<number, z.core.$ZodType>,
  options: CsvOptions,
) {
  const rows: Record<string, unknown>[] = [];
  const told: string[] = [];
  const isNamed = options.header === undefined;
  const dataset = isNamed
    ? contractOf(columns, types)
    : defineDataset({
        name: "export",
        schema: z.object(
          Object.fromEntries([...types].map(([place, type]) => [`c${place}`, type])),
        ),
      });
  try {
    for await (const { records, problems } of readCheckedRecords(dataset, bytes, {
      format: csvFormat(options),
      name: file,
    })) {
      told.push(...problems.map(({ code, message }) => `${code}: ${message}`));
      for (const record of records) {
        if (record.valid) rows.push(record.value as Record<string, unknown>);
        else
          told.push(
            `line ${record.line}: ${record.issues.map(({ code, message }) => `${code}: ${message}`).join(" ")}`,
          );
      }
    }
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    told.push(`${error.code}: ${error.message}`);
  }
  return { rows, told };
}

describe.each(exportFolders().map((folder) => [basename(folder), folder] as const))(
  "%s",
  (_, folder) => {
    it.each(manifestFiles(folder).map((entry) => [entry.file, entry] as const))(
      "%s",
      async (file, entry) => {
        const bytes = readFileSync(join(folder, file));
        for (const way of [byPlaces(entry), byNames(entry)]) {
          if (way === undefined) continue;
          const options = { ...manifestOptions(entry), ...way };
          const texts = await readFile(entry, bytes, everyText(entry), options);
          const refusal = refusalOf(entry);
          if (refusal !== undefined && texts.told.join("\n").includes(refusal)) continue;
          expect(texts.told).toEqual([]);
          expect(texts.rows).toHaveLength(entry.rows);
          expect(textsRead(entry, texts.rows)).toEqual(textsWanted(entry));
          for (const column of typedColumns(entry)) {
            const typed = await readFile(entry, bytes, column.types, { ...options, trim: true });
            expect(typed.told).toEqual([]);
            expect(valuesRead(column, typed.rows)).toEqual(valuesWanted(column));
          }
        }
      },
    );
  },
);

function everyText({ columns }: ManifestFile) {
  return new Map(columns.map((_name, place) => [place, TEXT]));
}

/** What tells that a file can't be read, if it need not be. */
function refusalOf({ file, dialect }: ManifestFile): string | undefined {
  return REFUSED[file] ?? (dialect.compression === undefined ? undefined : "SOURCE_UNSUPPORTED");
}

type Rows = readonly Record<string, unknown>[];

/** Cells of which the manifest says what stands there. */
function textCells({ cells }: ManifestFile): readonly ManifestCell[] {
  return cells.filter(({ raw, type }) => raw !== undefined || type === "string");
}

function textsRead(entry: ManifestFile, rows: Rows): readonly unknown[] {
  return textCells(entry).map(({ row, column_index }) => [row, rows[row]?.[`c${column_index}`]]);
}

function textsWanted(entry: ManifestFile): readonly unknown[] {
  return textCells(entry).map(({ row, raw, type, value }) => {
    const text = entry.dialect.trim === true ? raw?.trim() : raw;
    return [row, type === "null" ? null : type === "string" ? value : text];
  });
}

interface TypedColumn {
  readonly place: number;
  readonly types: ReadonlyMap<number, z.core.$ZodType>;
  readonly cells: readonly ManifestCell[];
}

/** The columns with a type; each is read alone, so that its cells are what is looked at. */
function typedColumns({ cells }: ManifestFile): readonly TypedColumn[] {
  return [...new Set(cells.map(({ column_index }) => column_index))].flatMap((place) => {
    const own = cells.filter(({ column_index }) => column_index === place);
    const type = own.map((cell) => TYPES[cell.type]).find((found) => found !== undefined);
    const isMixed = own.some((cell) => cell.type !== "null" && TYPES[cell.type] === undefined);
    return type === undefined || isMixed
      ? []
      : [{ place, types: new Map([[place, type]]), cells: own }];
  });
}

function valuesRead({ place, cells }: TypedColumn, rows: Rows): readonly unknown[] {
  return cells.map(({ row }) => [row, rounded(rows[row]?.[`c${place}`])]);
}

function valuesWanted({ cells }: TypedColumn): readonly unknown[] {
  return cells.map(({ row, value }) => [row, rounded(value)]);
}

/** Programs write 15 digits of a double, of which a manifest may have 17. */
function rounded(value: unknown): unknown {
  return typeof value === "number" ? Number(value.toPrecision(14)) : value;
}
