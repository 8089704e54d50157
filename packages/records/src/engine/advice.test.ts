import { gunzipSync, gzipSync } from "node:zlib";
import { apiLogs, defineDataset } from "@cloudapi/core";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import type { Source } from "../source/source.ts";
import { type ReadOptions, readCheckedRecords } from "./read-checked-records.ts";

type Dataset = Parameters<typeof readCheckedRecords>[0];

/** Everything that is said of a source, and how many of its rows are valid. */
async function read(source: Source, options: ReadOptions = {}, dataset: Dataset = apiLogs) {
  let valid = 0;
  const said: string[] = [];
  try {
    for await (const { records, problems, warnings } of readCheckedRecords(
      dataset,
      source,
      options,
    )) {
      said.push(...[...problems, ...warnings].map(({ message }) => message));
      for (const record of records) {
        if (record.valid) valid++;
        else said.push(...record.issues.map(({ message }) => message));
      }
    }
  } catch (error) {
    said.push((error as Error).message);
  }
  return { valid, said: said.join("\n") };
}

const RECORD = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/api/users","status_code":200}';
const HEADER = "timestamp,endpoint,status_code";
const ROW = "2025-01-15T10:30:45Z,/api/users,200";

/** A file that something is wrong with, what is said of it, and the same file mended as that advises. */
interface Case {
  readonly source: Source;
  readonly says: string;
  readonly mended: Source;
  readonly options?: ReadOptions;
  readonly mendedOptions?: ReadOptions;
}

const withDelimiter = (text: string, delimiter: string) => text.replaceAll(",", delimiter);

const CASES: Readonly<Record<string, Case>> = {
  ...Object.fromEntries(
    [
      [",", "comma"],
      [";", "semicolon"],
      ["|", "bar"],
      ["\t", "tab"],
    ].flatMap(([delimiter = "", name = ""]): [string, Case][] => {
      const header = withDelimiter(HEADER, delimiter);
      const row = withDelimiter(ROW, delimiter);
      const options = { format: "csv", delimiter } as const;
      return [
        [
          `a ${name} inside a cell`,
          {
            source: `${header}\n${row.replace("users", `a${delimiter}b`)}\n`,
            says: `A ${name} inside a cell needs quotes around the cell.`,
            mended: `${header}\n${row.replace("/api/users", `"/api/a${delimiter}b"`)}\n`,
            options,
          },
        ],
        [
          `text after a quote, with ${name}s`,
          {
            source: `${header}\n${row.replace("/api/users", '"/api/"a"b"')}\n`,
            says: `Expected a ${name} or a line end after a closing quote, found "a"`,
            mended: `${header}\n${row.replace("/api/users", '"/api/""a""b"')}\n`,
            options,
          },
        ],
        [
          `${name}s where others are expected`,
          {
            source: `${header}\n${row}\n`,
            says: `Its cells are separated by ${name}s: pass the option delimiter: ${JSON.stringify(delimiter)}.`,
            mended: `${header}\n${row}\n`,
            options: { format: "csv", delimiter: delimiter === "," ? ";" : "," },
            mendedOptions: options,
          },
        ],
      ];
    }),
  ),
  "a column with another name": {
    source: `${HEADER.replace("status_code", "status_cod")}\n${ROW}\n`,
    says: 'It has "status_cod": did you mean that? Rename it to "status_code".',
    mended: `${HEADER}\n${ROW}\n`,
    options: { format: "csv" },
  },
  "a column twice": {
    source: `${HEADER},endpoint\n${ROW},/x\n`,
    says: "Keep one of them.",
    mended: `${HEADER}\n${ROW}\n`,
    options: { format: "csv" },
  },
  "JSON read as CSV": {
    source: `${RECORD}\n`,
    says: "It looks like JSON: read it as JSON Lines or as a JSON array.",
    mended: `${RECORD}\n`,
    options: { format: "csv" },
    mendedOptions: { format: "json" },
  },
  "CSV read as JSON": {
    source: `${HEADER}\n${ROW}\n`,
    says: "The first line looks like the header of a CSV file; read it as CSV.",
    mended: `${HEADER}\n${ROW}\n`,
    options: { format: "json" },
    mendedOptions: { format: "csv" },
  },
  "objects over several lines": {
    source: `${JSON.stringify(JSON.parse(RECORD), null, 2)}\n`,
    says: "In JSON Lines each record is on one line: write it so (jq -c . does), or put the records into one JSON array.",
    mended: `[${JSON.stringify(JSON.parse(RECORD), null, 2)}]\n`,
  },
  "a key twice": {
    source: RECORD.replace("{", '{"endpoint":"/x",'),
    says: "Write each key once.",
    mended: RECORD,
  },
  "no number in JSON": {
    source: RECORD.replace("}", ',"response_time_ms":NaN}'),
    says: "JSON has no NaN and no Infinity; write null",
    mended: RECORD.replace("}", ',"response_time_ms":null}'),
  },
  "digits with a zero in front": {
    source: RECORD.replace("}", ',"user_id":007}'),
    says: "write digits that are not a number as a string",
    mended: RECORD.replace("}", ',"user_id":"007"}'),
  },
  "two records on a line": {
    source: `${RECORD} ${RECORD}`,
    says: "a line holds one record; write each record on a line of its own",
    mended: RECORD,
  },
  "a comma behind a line": {
    source: `${RECORD}\n${RECORD}\n${RECORD},\n`,
    says: "in JSON Lines no comma follows a record",
    mended: RECORD,
  },
  "nesting too deep": {
    source: RECORD.replace("}", `,"u":${"[".repeat(300)}${"]".repeat(300)}}`),
    says: "expected at most 256 lists and objects inside one another (maxDepth)",
    mended: RECORD.replace("}", `,"u":${"[".repeat(300)}${"]".repeat(300)}}`),
    mendedOptions: { maxDepth: 400 },
  },
  "a record too long": {
    source: `${RECORD}\n`,
    says: "expected at most 10 bytes (maxRecordBytes)",
    mended: `${RECORD}\n`,
    options: { maxRecordBytes: 10, format: "json" },
    mendedOptions: { maxRecordBytes: RECORD.length },
  },
  "text behind gzip": {
    source: Buffer.concat([gzipSync(""), Buffer.from(RECORD)]),
    says: "They may be data: compress them too, or remove them.",
    mended: Buffer.concat([gzipSync(""), gzipSync(RECORD)]),
  },
  "gzip inside gzip": {
    source: gzipSync(gzipSync(RECORD)),
    says: "Decompress it once first.",
    mended: gunzipSync(gzipSync(gzipSync(RECORD))),
  },
  "a list on each line": {
    source: `[${RECORD}]\n[${RECORD}]\n`,
    says: "write them so (jq -c '.[]' does), or put all of them into one JSON array.",
    mended: `${RECORD}\n`,
  },
  "another encoding": {
    source: Buffer.from(`\uFEFF${RECORD}`, "utf16le"),
    says: "Convert it to UTF-8 first",
    mended: Buffer.from(RECORD, "utf8"),
  },
  "another compression": {
    source: Buffer.from("fd377a585a00", "hex"),
    says: "Decompress it first, or compress it with gzip, which is read as it is.",
    mended: gzipSync(RECORD),
  },
};

describe("what a message advises helps", () => {
  it.each(Object.entries(CASES))("%s", async (_name, { source, says, mended, ...how }) => {
    expect((await read(source, how.options)).said).toContain(says);
    expect((await read(mended, how.mendedOptions ?? how.options)).valid).toBe(1);
  });

  it.each([
    ["an answer of fetch", new Response(RECORD), "Pass its body.", (it: Response) => it.body],
    ["a Blob", new Blob([RECORD]), "Pass blob.stream().", (it: Blob) => it.stream()],
    [
      "an ArrayBuffer",
      new Uint8Array(Buffer.from(RECORD)).buffer,
      "not an ArrayBuffer. Pass new Uint8Array(buffer).",
      (it: ArrayBuffer) => new Uint8Array(it),
    ],
    ["a promise", Promise.resolve(RECORD), "Await the promise first.", (it: Promise<string>) => it],
    [
      "an answer of the SDK",
      { Body: new Blob([RECORD]).stream() },
      "Pass its Body.",
      (it: { Body: unknown }) => it.Body,
    ],
  ] as [string, unknown, string, (it: unknown) => unknown][])(
    "%s in place of bytes",
    async (_name, source, says, mend) => {
      expect((await read(source as Source)).said).toContain(says);
      expect((await read((await mend(source)) as Source)).valid).toBe(1);
    },
  );

  it("columns that a strict contract does not know", async () => {
    const [a, b] = [z.string(), z.string().optional()];
    const strict = defineDataset({ name: "t", schema: z.strictObject({ a }) });
    const options = { format: "csv" } as const;
    const { said } = await read("a,b\n1,2\n", options, strict);
    expect(said).toContain("Remove these columns, or add them to the contract.");
    expect((await read("a\n1\n", options, strict)).valid).toBe(1);
    const wider = defineDataset({ name: "t", schema: z.strictObject({ a, b }) });
    expect((await read("a,b\n1,2\n", options, wider)).valid).toBe(1);
  });
});
