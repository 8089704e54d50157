import { type DecodableReader, decodingReader } from "../decoding/decoding-reader.ts";
import type { ReaderContext, SourceFormat } from "../engine/record-reader.ts";
import type { CsvOptions } from "./csv-options.ts";
import { type Dialect, dialectOf } from "./dialect.ts";
import { dialectReader } from "./dialect-reader.ts";
import { WatchedReader } from "./watched-reader.ts";

/**
 * CSV as a program writes it, as a value for the option `format`.
 *
 * Without options it is RFC 4180, with a header and commas. Every option says one thing that differs; what the file
 * holds against them is told as a problem of the file or an issue of the row.
 *
 * @throws {TypeError} {@link RangeError} for an unknown option, a value that can't be, and options that contradict each other
 *
 * @example
 * ```ts
 * import { defineDataset } from "@cloudapi/core";
 * import { csvFormat, readCheckedRecords } from "@cloudapi/records";
 * import * as z from "zod";
 *
 * const readings = defineDataset({
 *   name: "readings",
 *   schema: z.object({ sensor: z.string(), value: z.number().nullable() }),
 * });
 * const format = csvFormat({ delimiter: ";", decimal: ",", thousands: ".", nulls: ["NA"] });
 * for await (const { records } of readCheckedRecords(readings, "sensor;value\na;1.234,5\nb;NA\n", { format }))
 *   console.log(records.map((record) => record.valid && record.value.value)); // => [1234.5, null]
 * ```
 */
export function csvFormat(options: CsvOptions = {}): SourceFormat {
  return csvFormatOf("csvFormat", options);
}

/** The same, with the name of the function that was called in messages. */
export function csvFormatOf(what: string, options: CsvOptions): SourceFormat {
  const dialect = dialectOf(what, options);
  return {
    name: "csv",
    rules: JSON.stringify(["csv", dialect]),
    decodes: true,
    open: (context) =>
      decodingReader(dialect.encoding, context, (decoded) => open(dialect, decoded)),
  };
}

function open(rules: Dialect, context: ReaderContext): DecodableReader {
  const delimiter = rules.delimiter ?? context.delimiter;
  const isUsual = delimiter !== "auto" && isPlain(rules) && !statesSeparator(context.head);
  return isUsual
    ? new WatchedReader(rules, { ...context, delimiter })
    : dialectReader(rules, context);
}

/** Whether the dialect is what is read without one, whatever delimiter and encoding are. */
function isPlain(dialect: Dialect): boolean {
  const plain = dialectOf("csvFormat", {});
  const { encoding, delimiter } = plain;
  return JSON.stringify({ ...dialect, encoding, delimiter }) === JSON.stringify(plain);
}

/** Whether the first line seems to say what separates cells. */
export function statesSeparator(head: Uint8Array): boolean {
  return /^"?sep=/i.test(Buffer.from(head.subarray(0, 5)).toString("latin1"));
}
