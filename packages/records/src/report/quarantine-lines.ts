import type { Dataset } from "@cloudapi/core";
import type { RecordFormat } from "../framing/record-format.ts";
import type { FlatRejects } from "../rejecting/flat-rejects.ts";
import type { RejectedRecord } from "./checked-record.ts";
import { issuesJson } from "./issues-json.ts";
import type { LineBytes } from "./line-bytes.ts";
import { quarantineRecord } from "./quarantine-record.ts";

const BYTE_OFFSET = Buffer.from(',"byteOffset":');
const BYTE_LENGTH = Buffer.from(',"byteLength":');
const RAW = Buffer.from(',"raw":"');
const ISSUES = Buffer.from('","issues":');
const END = Buffer.from("}\n");

/** Rejected records of a source as the lines that are kept of them. */
export class QuarantineLines {
  readonly #dataset: Pick<Dataset, "name" | "contractHash">;
  readonly #source: string;
  #format: RecordFormat | undefined;
  /** What every line of the format begins with. */
  #beginning = Buffer.alloc(0);

  /** @param source names the source, such as `s3://bucket/key` */
  constructor(dataset: Pick<Dataset, "name" | "contractHash">, source: string) {
    this.#dataset = dataset;
    this.#source = source;
  }

  /** Append the line of a record: {@link quarantineRecord} as JSON, most often made without one. */
  append(lines: LineBytes, record: RejectedRecord, format: RecordFormat): void {
    const start = lines.length;
    const { rawBytes, byteLength, item, encoding, issues } = record;
    if (item === undefined && encoding === undefined && rawBytes.length === byteLength) {
      if (format !== this.#format) this.#begin(format);
      lines.appendBytes(this.#beginning);
      lines.appendInteger(record.line);
      lines.appendBytes(BYTE_OFFSET);
      lines.appendInteger(record.byteOffset);
      lines.appendBytes(BYTE_LENGTH);
      lines.appendInteger(byteLength);
      lines.appendBytes(RAW);
      if (lines.appendEscaped(rawBytes)) {
        lines.appendBytes(ISSUES);
        lines.appendBytes(issuesJson(issues));
        lines.appendBytes(END);
        return;
      }
      lines.cutBack(start);
    }
    lines.appendRow(quarantineRecord(this.#dataset, this.#source, format, record));
  }

  /** The same for records that were judged by their bytes, from one to before another, in one go. */
  appendAll(
    lines: LineBytes,
    rejects: FlatRejects,
    { from, to, format }: { from: number; to: number; format: RecordFormat },
  ): void {
    if (format !== this.#format) this.#begin(format);
    for (let row = from; row < to; ) {
      row = rejects.write(lines, this.#beginning, row, to);
      // There was no room for its line.
      if (row < to) this.append(lines, rejects.recordAt(row++), format);
    }
  }

  #begin(format: RecordFormat): void {
    const { name, contractHash } = this.#dataset;
    const beginning = { dataset: name, contractHash, source: this.#source, format };
    this.#format = format;
    this.#beginning = Buffer.from(`${JSON.stringify(beginning).slice(0, -1)},"line":`);
  }
}
