import { apiLogs, defineDataset } from "@cloudapi/core";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { anyCodePoint } from "../../../scripts/lib/any-code-point.ts";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import { validateCsv } from "./validate-csv.ts";

const COLUMNS = ["a", "b", "c"] as const;
const dataset = defineDataset({
  name: "t",
  schema: z.object({
    a: z.string().optional(),
    b: z.string().optional(),
    c: z.string().optional(),
  }),
});

async function rowsOf(
  text: string,
  delimiter = ",",
): Promise<{ rows: (string | undefined)[][]; rejected: number }> {
  const rows: (string | undefined)[][] = [];
  const report = await validateCsv(dataset, text, {
    delimiter,
    onRecord: (row) => rows.push(COLUMNS.map((name) => row[name])),
  });
  return { rows, rejected: report.rowsRejected };
}

const cell = fc.oneof(
  fc.string({ unit: fc.constantFrom('"', ",", ";", "\n", "\r", "\r\n", " ", "x", "é", "😀", "'") }),
  fc.string({ unit: anyCodePoint }).map((text) => text.replaceAll("\0", "")),
);
const lineEnd = fc.constantFrom("\n", "\r\n", "\r");

function write(cells: readonly string[], delimiter: string, always: boolean): string {
  return cells
    .map((text) => (always || /[",;|\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text))
    .join(delimiter);
}

describe("against what was written", () => {
  it("reads every cell back, quotes, delimiters and line breaks in it included", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell, cell), { maxLength: 6 }),
        lineEnd,
        fc.boolean(),
        fc.constantFrom(",", ";", "|", "\t"),
        fc.boolean(),
        async (rows, end, always, delimiter, endsInLineEnd) => {
          const text =
            [COLUMNS.join(delimiter), ...rows.map((row) => write(row, delimiter, always))].join(
              end,
            ) + (endsInLineEnd ? end : "");
          const seen = await rowsOf(text, delimiter);
          expect(seen.rows).toEqual(
            rows.map((row) => row.map((value) => (value === "" ? undefined : value))),
          );
          expect(seen.rejected).toBe(0);
        },
      ),
      { numRuns: propertyRuns(500) },
    );
  });
});

describe("against csv-parse", () => {
  const soup = fc
    .array(
      fc.constantFrom(
        '"',
        '"',
        ",",
        ",",
        "\n",
        "\n",
        "x",
        " ",
        '""',
        '"a"',
        '"a,b"',
        "1,2,3\n",
        '"x\ny"',
      ),
      { maxLength: 20 },
    )
    .map((parts) => parts.join(""));

  it("reads the same rows from any text that csv-parse reads, and finds a fault where it does", async () => {
    await fc.assert(
      fc.asyncProperty(soup, async (body) => {
        const expected = parsed(`a,b,c\n${body}`);
        const { rows, rejected } = await rowsOf(`a,b,c\n${body}`);
        if (expected === undefined) return;
        const whole = expected.filter((row) => row.length === 3);
        expect(rows).toEqual(
          whole.map((row) => row.map((value) => (value === "" ? undefined : value))),
        );
        expect(rejected).toBe(expected.length - whole.length);
      }),
      { numRuns: propertyRuns(1000) },
    );
  });

  it("finds a fault wherever csv-parse does, but for a quote inside a cell that is not quoted", async () => {
    await fc.assert(
      fc.asyncProperty(soup, async (body) => {
        const text = `a,b,c\n${body}`;
        const code = faultOf(text);
        const report = await validateCsv(dataset, text);
        const isFaulty = code === "CSV_QUOTE_NOT_CLOSED" || code === "CSV_INVALID_CLOSING_QUOTE";
        expect(!isFaulty || report.rowsRejected > 0).toBe(true);
        const ragged = /^too_(few|many)_cells$/;
        const faults = Object.keys(report.rejectedByCode).filter((each) => !ragged.test(each));
        expect(code !== undefined || faults.length === 0).toBe(true);
      }),
      { numRuns: propertyRuns(500) },
    );
  });

  /** Data rows as csv-parse reads them; blank lines are not rows here. */
  function parsed(text: string): string[][] | undefined {
    try {
      const rows = parse(text, {
        relax_column_count: true,
        skip_empty_lines: true,
        record_delimiter: ["\r\n", "\n", "\r"],
        raw: true,
      }) as unknown as { record: string[]; raw: string }[];
      return rows
        .slice(1)
        .filter(({ raw }) => raw.trim() !== "")
        .map(({ record }) => record);
    } catch {
      return undefined;
    }
  }

  function faultOf(text: string): string | undefined {
    try {
      parse(text, { relax_column_count: true });
      return undefined;
    } catch (error) {
      return (error as { code: string }).code;
    }
  }
});

describe("cells by column type", () => {
  const typed = defineDataset({
    name: "t",
    schema: z.object({
      i: z.int32().optional(),
      d: z.number().optional(),
      b: z.boolean().optional(),
      s: z.string().optional(),
    }),
  });
  const one = async (column: string, text: string) => {
    const rows: unknown[] = [];
    const report = await validateCsv(typed, `${column}\n${text}\n`, {
      onRecord: (row) => rows.push((row as Record<string, unknown>)[column]),
    });
    return report.rejections[0]?.issues[0]?.message ?? rows[0];
  };

  it.each([
    ["i", "200", 200],
    ["i", "-0", -0],
    ["i", "2e2", 200],
    ["i", "200.0", 200],
    ["d", "1.5E-3", 0.0015],
    ["b", "true", true],
    ["b", "FALSE", false],
    ["s", " x ", " x "],
    ["s", "null", "null"],
    ["i", '""', undefined],
    ["i", "0200", expect.stringMatching(/^i: expected .+, received "0200".$/)],
    ["i", "+5", expect.stringMatching(/^i: expected .+, received "\+5".$/)],
    ["i", "abc", expect.stringMatching(/^i: expected .+, received "abc".$/)],
    ["i", "NaN", expect.stringMatching(/^i: expected .+, received "NaN".$/)],
    ["i", "1.5", "i: expected an integer (int32), received 1.5."],
    [
      "d",
      "1,5",
      "The row has 2 cells; expected 1 cell, as in the header. A comma inside a cell needs quotes around the cell.",
    ],
    ["d", '"1,5"', 'd: expected a finite number, received "1,5".'],
    ["d", "Infinity", 'd: expected a finite number, received "Infinity".'],
    ["d", "1e999", "d: expected a finite number, received Infinity."],
    ["b", "yes", 'b: expected a boolean, received "yes".'],
    ["b", "1", 'b: expected a boolean, received "1".'],
  ])("%s: %s", async (column, text, expected) => {
    expect(await one(column, text)).toEqual(expected);
  });
});

describe("line ends and lines", () => {
  it("gives lines and offsets as an editor does, behind cells with line breaks", async () => {
    const text =
      'timestamp,endpoint,status_code\r\n2025-01-15T10:30:45Z,"/a\r\nb\nc",200\r\n\r\n2025-01-15T10:30:45Z,/a,99\r\n';
    const report = await validateCsv(apiLogs, `\uFEFF${text}`);
    expect(report.rejections).toMatchObject([
      { line: 6, byteOffset: 3 + text.indexOf("2025", 40), raw: "2025-01-15T10:30:45Z,/a,99" },
    ]);
  });
});
