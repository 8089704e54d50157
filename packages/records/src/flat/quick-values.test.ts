import { type Dataset, defineDataset } from "@cloudapi/core";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { DAYS_OF_TWENTIES } from "../../test/support/days-of-twenties.ts";
import { checkedRecordsOf } from "../engine/read-checked-records.ts";
import { flatReaders } from "./flat-readers.ts";
import { FlatRecord, recordsInOrder } from "./flat-records.ts";

/** Keys that end before, at and behind the end of one vector and of two, and values that are asked different things. */
const dataset = defineDataset({
  name: "edges",
  schema: z.object({
    at: z.iso.datetime({ offset: true }),
    k: z.string().nullish(),
    a_key_of_12_b: z.string().min(2).max(17).optional(),
    key_of_13_byte: z.string().startsWith("123456789012345").optional(),
    key_of_14_bytes: z.string().startsWith("1234567890123456").optional(),
    key_of_15_bytes_: z.string().startsWith("12345678901234567").optional(),
    a_key_of_twenty_nine_bytes_it: z.string().startsWith("/").endsWith("/").optional(),
    a_key_of_more_than_thirty_two_bytes: z
      .enum(["", "a", "abcdefghijklmn", "abcdefghijklmno", "abcdefghijklmnop", "é"])
      .optional(),
    above: z.number().gt(0).lt(10).optional(),
    from: z.number().min(0).max(10).nullish(),
    whole: z.int32().optional(),
    millis: z.iso.datetime({ precision: 3 }).optional(),
    seconds: z.iso.datetime({ precision: 0 }).optional(),
    ip: z.ipv4().optional(),
  }),
  eventTime: "at",
  partition: DAYS_OF_TWENTIES,
}) as unknown as Dataset;

const [LETTERS, DIGITS] = ["abcdefgh".repeat(7), "1234567890".repeat(5)];
const texts = [
  [0, 1, 2, 3, 14, 15, 16, 17, 18, 31, 32, 33, 48].map((length) => LETTERS.slice(0, length)),
  [14, 15, 16, 17, 40].map((length) => DIGITS.slice(0, length)),
  ["abcdefghijklmn", "abcdefghijklmno", "abcdefghijklmnop", "abcdefghijklmnoq", "/", "//", "/a/"],
  ["/a", "a/", "é", "1234567890123456é", "\\n", '\\"', "10.0.0.1", "10.0.0.256"],
]
  .flat()
  .map((text) => `"${text}"`);
const numbers = [
  "0 -0 0.0 1 9 9.99 10 10.0 10.01 -1 -0.5 5e-324 1e1 1E0 01 -01 1. .5 - +1 1x 3.0 3.5 0.1 0.3",
  "2147483647 2147483648 -2147483648 -2147483649 123456789012345 1234567890123456",
  "12345678.1234567 12345678.12345678 9.999999999999999",
].flatMap((line) => line.split(" "));
const instants = [
  "2025-01-15T10:30:45Z 2025-01-15T10:30:45.123Z 2025-01-15T23:59:59.999Z 2025-01-15T24:00:00Z",
  "2025-01-15T23:60:00Z 2025-01-15T23:59:60Z 2025-01-15T10:30:4:Z 2025-01-15T10:30:45.12Z",
  "2025-01-15T10:30:45.1234Z 2025-01-15T10:30:45.12:Z 2025-01-15T10:30:45+01:00 2025-01-15",
  "2025-01-15t10:30:45z 2025-01-15T1/:30:45Z 2025-02-29T10:30:45Z 2035-01-15T10:30:45Z",
  "2019-12-31T23:59:59.999Z 2025-01-16T00:00:00.000Z 2025-01-16 10:30:45Z",
]
  .flatMap((line) => line.split(" "))
  .map((text) => `"${text}"`);
const others = ["null", "true", "{}", "[]", '"', "", ' "a"', '"a" ', " 1 ", "nul", "\t7"];

const AT = '"at":"2025-01-15T10:30:45.000Z"';

/** A line for each value of a field, with usual ones between them. */
function linesOf(name: string, values: readonly string[]): string {
  const lines = values.flatMap((value) => [
    name === "at"
      ? `{"at":${value},"k":"v"}`
      : `{${AT},"k":"v","${name}":${value},"ip":"10.0.0.1"}`,
    name === "at" ? `{"k":null,"at":${value}}` : `{${AT},"${name}":${value}}`,
  ]);
  // The first records of a file are the parser's; what it says of texts is known the second time.
  return ["{}", "{}", ...lines, ...lines].join("\n");
}

async function read(text: string, isByBytes: boolean) {
  const records: unknown[] = [];
  let taken = 0;
  const readers = isByBytes
    ? (plan: Parameters<typeof flatReaders>[0]) => flatReaders(plan, 0)
    : undefined;
  for await (const batch of checkedRecordsOf("test", dataset, text, { format: "json" }, readers)) {
    for (const record of recordsInOrder(batch)) {
      if (record instanceof FlatRecord) taken++;
      const { line, byteOffset, raw } = record;
      const said = record.valid
        ? [Object.entries(record.value), record.eventTimeMs, record.truncatedTimestamps]
        : record.issues;
      records.push({ line, byteOffset, raw, said });
    }
  }
  return { records, taken };
}

describe("a value is the same by its bytes as by parser and checker", () => {
  it.each(dataset.columns.map(({ name }) => name))("in the field %s", async (name) => {
    const text = linesOf(name, [...texts, ...numbers, ...instants, ...others]);
    const byBytes = await read(text, true);
    expect(byBytes.records).toEqual((await read(text, false)).records);
    expect(byBytes.taken).toBeGreaterThan(2);
  });
});
