import { Readable } from "node:stream";
import { apiLogs } from "@cloudapi/core";
import { describe, expect, it } from "vitest";
import { type ReadOptions, readCheckedRecords } from "../engine/read-checked-records.ts";
import type { Source } from "../source/source.ts";

const RECORD = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/api/users","status_code":200}';
const HEADER = "timestamp,endpoint,status_code";
const ROW = "2025-01-15T10:30:45Z,/api/users,200";
const LINES = `${RECORD}\n`.repeat(20);
const ARRAY = `[\n${`${RECORD},\n`.repeat(19)}${RECORD}\n]\n`;
const PRETTY = JSON.stringify(
  Array.from({ length: 20 }, () => JSON.parse(RECORD) as unknown),
  null,
  2,
);
const COMPACT = JSON.stringify(Array.from({ length: 20 }, () => JSON.parse(RECORD) as unknown));

async function read(source: Source, options: ReadOptions = {}) {
  let [format, valid] = ["", 0];
  for await (const batch of readCheckedRecords(apiLogs, source, options)) {
    format = batch.format;
    valid += batch.records.filter((record) => record.valid).length;
  }
  return { format, valid };
}

/** As a Node stream of a file is. */
function withPath(path: string, text: string): Source {
  return Object.assign(Readable.from([Buffer.from(text)]), { path });
}

describe("the format of a file whose beginning is damaged", () => {
  it.each([
    ["JSON Lines", LINES, "json-lines"],
    ["an array, a record a line", ARRAY, "json-array"],
    ["an array on one line", COMPACT, "json-array"],
    ["an indented array", PRETTY, "json-array"],
  ])(
    "is told from its other records: %s, cut anywhere in the first",
    async (_name, text, format) => {
      for (let start = 1; start < RECORD.length - 1; start++) {
        const seen = await read(text.slice(start));
        const valid = start <= text.indexOf("{") ? 20 : 19;
        expect(seen, `from ${start}`).toEqual({ format, valid });
      }
    },
  );

  it("is told from many records, whatever the first line names", async () => {
    expect(await read(`${HEADER}\n${LINES}`)).toEqual({ format: "json-lines", valid: 20 });
    expect(await read(`status_code: 200\n${LINES}`)).toEqual({ format: "json-lines", valid: 20 });
    expect(await read(`${HEADER}\n${RECORD}\n${`${ROW}\n`.repeat(20)}`)).toEqual({
      format: "csv",
      valid: 20,
    });
    expect(await read(`[x\n${ARRAY.slice(2)}`)).toEqual({ format: "json-array", valid: 20 });
  });
});

describe("a name", () => {
  it("decides where the content does not", async () => {
    const text = "nothing that is known\nof any format\n";
    expect((await read(text)).format).toBe("csv");
    expect((await read(text, { name: "logs.ndjson" })).format).toBe("json-lines");
    expect((await read(text, { name: "logs.JSON.gz" })).format).toBe("json-lines");
    expect((await read(withPath("logs.jsonl", text))).format).toBe("json-lines");
    expect((await read('"a": 1\n"b": 2\n', { name: "logs.csv" })).format).toBe("csv");
    expect((await read("", { name: "logs.json" })).format).toBe("json-lines");
  });

  it("does not decide against the content", async () => {
    expect(await read(LINES, { name: "logs.csv" })).toEqual({ format: "json-lines", valid: 20 });
    expect(await read(`${HEADER}\n${ROW}\n`, { name: "logs.json" })).toEqual({
      format: "csv",
      valid: 1,
    });
  });

  it("ending in .tsv says that tabs separate cells, unless the caller says otherwise", async () => {
    const text = `${HEADER}\n${ROW}\n`;
    expect((await read(text.replaceAll(",", "\t"), { name: "logs.tsv" })).valid).toBe(1);
    expect((await read(text, { name: "logs.tsv", delimiter: "," })).valid).toBe(1);
  });

  it("must be text", () => {
    expect(() => readCheckedRecords(apiLogs, "", { name: 1 } as unknown as ReadOptions)).toThrow(
      "name must be a string, not number.",
    );
  });
});
