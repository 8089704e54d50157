import { defineDataset } from "@cloudapi/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import {
  type CheckedRecord,
  type CsvOptions,
  csvFormat,
  readCheckedRecords,
  SourceError,
} from "../index.ts";
import { rejectionOf } from "../internal.ts";

const texts = defineDataset({ name: "texts", schema: z.object({ a: z.string(), b: z.string() }) });

/** Characters by encoding, with the bytes of each; single ones, and those of two bytes where there are any. */
function charactersOf(encoding: string): ReadonlyMap<string, Buffer> {
  if (encoding.startsWith("utf-16")) {
    const all = ["a", "é", "€", "東", "🗼", "\u2028", "ÿ", "\ufffd"];
    return new Map(all.map((text) => [text, utf16(text, encoding)]));
  }
  const decoder = new TextDecoder(encoding === "latin1" ? "windows-1252" : encoding, {
    fatal: true,
  });
  const found = new Map<string, Buffer>();
  const isMulti = ["shift_jis", "gbk", "big5", "euc-jp", "euc-kr"].includes(encoding);
  for (let lead = 0xa0; lead <= 0xfe; lead++) {
    for (const trail of isMulti ? [0x40, 0x5c, 0x7c, 0xa1, 0xb3, 0xe0] : [undefined]) {
      const bytes = Buffer.from(trail === undefined ? [lead] : [lead, trail]);
      try {
        const text = decoder.decode(bytes);
        if (/^[^\0-\x9f\ufeff]$/u.test(text)) found.set(text, bytes);
      } catch {
        // The encoding has no such character.
      }
    }
  }
  return found;
}

function utf16(text: string, encoding: string): Buffer {
  const little = Buffer.from(text, "utf16le");
  return encoding === "utf-16be" ? little.swap16() : little;
}

function encode(text: string, encoding: string, characters: ReadonlyMap<string, Buffer>): Buffer {
  const parts = Array.from(text, (character) => {
    const own = characters.get(character);
    if (own !== undefined) return own;
    return encoding.startsWith("utf-16")
      ? utf16(character, encoding)
      : Buffer.from(character, "latin1");
  });
  return Buffer.concat(parts);
}

async function* inPieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) {
    await Promise.resolve();
    yield bytes.subarray(at, at + size);
  }
}

async function readAll(source: Parameters<typeof readCheckedRecords>[1], options: CsvOptions) {
  const records: { place: object; value: unknown; raw: string; bytes: Buffer }[] = [];
  const findings: { code: string; message: string; line?: number }[] = [];
  const batches = readCheckedRecords(texts, source, { format: csvFormat(options) });
  for await (const batch of batches) {
    findings.push(...batch.problems, ...batch.warnings);
    for (const record of batch.records) {
      const { line, byteOffset, byteLength } = record;
      records.push({
        place: { line, byteOffset, byteLength },
        value: record.valid ? record.value : rejectionOf(record),
        raw: record.raw,
        bytes: Buffer.from(record.rawBytes),
      });
    }
  }
  return { records, findings };
}

/** What a rejected record is shown with. */
function shownOf(record: CheckedRecord<unknown>) {
  if (record.valid) return undefined;
  const { raw, rawTruncated, rawBase64 } = rejectionOf(record);
  return { raw, rawTruncated, rawBase64 };
}

/** What is wrong with a record that was rejected. */
function issuesOf(value: unknown): readonly { code: string; message: string }[] {
  return (value as { issues: { code: string; message: string }[] }).issues;
}

const ENCODINGS = [
  "utf-16le",
  "utf-16be",
  "latin1",
  "windows-1252",
  "iso-8859-15",
  "windows-1251",
  "macintosh",
  "koi8-r",
  "shift_jis",
  "gbk",
  "big5",
  "euc-jp",
  "euc-kr",
];

describe.each(ENCODINGS)("%s", (encoding) => {
  const characters = charactersOf(encoding);
  const cell = fc
    .array(fc.constantFrom("a", "b", " ", ",", '""', "\n", "\r\n", "|", ...characters.keys()), {
      maxLength: 12,
    })
    .map((parts) => `"x${parts.join("")}"`);
  const file = fc
    .array(fc.tuple(cell, cell), { minLength: 1, maxLength: 12 })
    .map((rows) => rows.map((row) => row.join(",")));

  it("has the characters to be tested with", () => expect(characters.size).toBeGreaterThan(7));

  it("is read as its UTF-8 is, with the places of its own bytes, however it is cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        file,
        fc.constantFrom("\n", "\r\n", "\r"),
        fc.constantFrom(1, 2, 3, 7, 64, 1e6),
        fc.boolean(),
        async (rows, lineEnd, size, isMarked) => {
          const text = `a,b${lineEnd}${rows.map((row) => row + lineEnd).join("")}`;
          const mark =
            isMarked && encoding.startsWith("utf-16") ? utf16("\ufeff", encoding) : Buffer.alloc(0);
          const bytes = Buffer.concat([mark, encode(text, encoding, characters)]);
          const read = await readAll(inPieces(bytes, size), { encoding });
          const plain = await readAll(text, {});
          const lines = (records: typeof read.records) =>
            records.map(({ place, value, raw }) => [(place as { line: number }).line, value, raw]);
          expect(lines(read.records)).toEqual(lines(plain.records));
          let end = mark.length + encode(`a,b${lineEnd}`, encoding, characters).length;
          for (const [at, { place, bytes: kept }] of read.records.entries()) {
            const own = encode(rows[at] ?? "", encoding, characters);
            expect(place).toMatchObject({ byteOffset: end, byteLength: own.length });
            expect(kept.equals(own)).toBe(true);
            end += own.length + encode(lineEnd, encoding, characters).length;
          }
        },
      ),
      { numRuns: propertyRuns(40) },
    );
  });
});

describe("what is not valid", () => {
  it.each([
    ["windows-1252", [0x78, 0x81], "windows-1252", 0x81, 13],
    ["shift_jis", [0x82, 0xa0, 0x82, 0x20], "shift_jis", 0x82, 14],
    ["euc-kr", [0xb0, 0xa1, 0xff], "euc-kr", 0xff, 14],
    ["utf-16le", [0x3d, 0xd8, 0x78, 0x00], "UTF-16LE", 0x3d, 24],
  ] as const)(
    "in %s is an issue of its record, with the byte",
    async (encoding, cell, name, byte, offset) => {
      const characters = new Map<string, Buffer>();
      const part = (text: string) => encode(text, encoding, characters);
      const bytes = Buffer.concat([part("a,b\n1,2\n3,4\n"), Buffer.from(cell), part(",5\n6,7\n")]);
      for (const size of [1, 3, 1000]) {
        const { records } = await readAll(inPieces(bytes, size), { encoding });
        expect(records.map(({ value }) => value)).toMatchObject([
          { a: "1" },
          { a: "3" },
          {
            line: 4,
            encoding: name,
            rawBase64: Buffer.concat([Buffer.from(cell), part(",5")]).toString("base64"),
          },
          { a: "6" },
        ]);
        const [issue] = issuesOf(records[2]?.value);
        expect(issue?.code).toBe("invalid_encoding");
        expect(issue?.message).toContain(
          `Expected text in ${name}, found byte 0x${byte.toString(16).toUpperCase()} at byte ${offset - part("a,b\n1,2\n3,4\n").length + 1} of the record (offset ${offset})`,
        );
      }
    },
  );

  it("the end within a character is told", async () => {
    const { records } = await readAll(Buffer.concat([Buffer.from("a,b\n1,"), Buffer.of(0x82)]), {
      encoding: "shift_jis",
    });
    expect(records[0]?.value).toMatchObject({ issues: [{ code: "invalid_encoding" }] });
    const odd = Buffer.concat([Buffer.from("a,b\n1,2", "utf16le"), Buffer.of(0x33)]);
    expect((await readAll(odd, { encoding: "utf-16le" })).records[0]?.value).toMatchObject({
      issues: [{ code: "invalid_encoding" }],
    });
  });

  it("a record that is too long keeps its place and its first bytes", async () => {
    const row = `é${"x".repeat(100_000)},y`;
    const bytes = Buffer.from(`a,b\r\né,1\r\n${row}\r\nü,2\r\n`, "latin1");
    const rows: unknown[] = [];
    const options = { format: csvFormat({ encoding: "latin1" }), maxRecordBytes: 1000 };
    for await (const { records } of readCheckedRecords(texts, inPieces(bytes, 999), options))
      rows.push(...records.map((record) => (record.valid ? record.value : rejectionOf(record))));
    expect(rows).toMatchObject([
      { a: "é" },
      {
        line: 3,
        byteOffset: 10,
        byteLength: row.length,
        rawTruncated: true,
        raw: row.slice(0, 999),
        encoding: "ISO-8859-1",
        issues: [{ code: "record_too_large" }],
      },
      { a: "ü" },
    ]);
  });

  it.each(["latin1", "utf-16le"] as const)(
    "what is kept of a record that is too long is the same wherever the source is cut: %s",
    async (encoding) => {
      const row = `é${"x".repeat(400)},y`;
      const bytes = Buffer.from(
        `a,b\né,1\n${row}\nü,2\n`,
        encoding === "latin1" ? "latin1" : "utf16le",
      );
      const options = { format: csvFormat({ encoding }), maxRecordBytes: 100 };
      const found: unknown[] = [];
      for (const size of [7, 64, 999, bytes.length])
        for await (const { records } of readCheckedRecords(texts, inPieces(bytes, size), options))
          found.push(...records.filter(({ valid }) => !valid).map(shownOf));
      const text = row.slice(0, 99);
      const base64 = Buffer.from(text, encoding === "latin1" ? "latin1" : "utf16le").toString(
        "base64",
      );
      const shown = { raw: text, rawTruncated: true, rawBase64: base64 };
      expect(found).toEqual([shown, shown, shown, shown]);
    },
  );

  it("a rejected row is shown whole, though its UTF-8 is longer than its bytes", async () => {
    const batches = readCheckedRecords(texts, Buffer.from("a,b\nééééé\n", "latin1"), {
      format: csvFormat({ encoding: "latin1" }),
    });
    const found: unknown[] = [];
    for await (const { records } of batches) found.push(...records.map(shownOf));
    const rawBase64 = Buffer.from("ééééé", "latin1").toString("base64");
    expect(found).toEqual([{ raw: "ééééé", rawTruncated: false, rawBase64 }]);
  });

  it("places in faults of the quoting are those of the source", async () => {
    const bytes = Buffer.from('a,b\né,"é"x\n', "utf16le");
    const { records } = await readAll(bytes, { encoding: "utf-16le" });
    expect(issuesOf(records[0]?.value)[0]?.message).toContain('found "x" at byte 11 of the record');
  });
});

describe("an encoding that the file is not in", () => {
  it("UTF-8 read as another is warned of, with how it looks", async () => {
    const { findings } = await readAll("a,b\nx,y\nMüller,Ü\n", { encoding: "latin1" });
    expect(findings).toMatchObject([{ code: "suspect_encoding", line: 3 }]);
    expect(findings[0]?.message).toContain("Ã¼");
    expect(
      (await readAll(Buffer.from("a,b\nMüller,Ü\n", "latin1"), { encoding: "latin1" })).findings,
    ).toEqual([]);
  });

  it("a byte order mark is believed before the option", async () => {
    expect((await readAll("\ufeffa,b\né,1\n", { encoding: "latin1" })).records[0]?.value).toEqual({
      a: "é",
      b: "1",
    });
    const marked = Buffer.from("\ufeffa,b\né,1\n", "utf16le");
    for (const options of [{}, { encoding: "latin1" }, { delimiter: "auto" }])
      expect((await readAll(marked, options)).records[0]?.value).toEqual({ a: "é", b: "1" });
  });

  it("UTF-16 without a mark is refused with the option that reads it", async () => {
    const bytes = Buffer.from("a,b\né,1\n", "utf16le").swap16();
    const failure = await readAll(bytes, { encoding: "latin1" }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(SourceError);
    expect((failure as Error).message).toBe(
      'The source is text in UTF-16BE, and not in ISO-8859-1. It has no byte order mark: pass encoding: "utf-16be".',
    );
    expect((await readAll(bytes, { encoding: "utf-16" })).records[0]?.value).toEqual({
      a: "é",
      b: "1",
    });
  });

  it("names of Python and iconv are known, others refused", () => {
    for (const encoding of [
      "cp1252",
      "cp932",
      "mac_roman",
      "latin-1",
      "ISO8859-1",
      "utf_16",
      "utf-16-be",
      "UTF-8",
    ])
      expect(csvFormat({ encoding }).name).toBe("csv");
    for (const encoding of ["cp850", "ebcdic", "", "utf-32"])
      expect(() => csvFormat({ encoding })).toThrow("encoding must be the name of an encoding");
  });
});
