import type { Dataset } from "@cloudapi/core";
import { AS_IS, isInPartitionRange, kitOfDataset } from "@cloudapi/core/internal";
import type { $ZodType } from "zod/v4/core";
import { InstantReader } from "../flat/read-instant.ts";
import { compileField, type FieldChecker } from "./compile-field.ts";
import { partOfEveryRecord, wholeSchema } from "./schema-part.ts";

/** Texts of instants that are read by their bytes are no longer. */
const LONGEST_INSTANT = 24;

/** A contract as a look at parsed records that makes nothing for each: it says yes to most that fit, and of others nothing. */
export class QuickCheck {
  readonly #dataset: Dataset;
  readonly #fields: readonly FieldChecker[];
  readonly #instants = new InstantReader();
  readonly #bytes = Buffer.alloc(4 * LONGEST_INSTANT);
  /** The row of the last record that was taken, as `compileRecordChecker` would give it; the next one is put in its place. */
  readonly row: Record<string, unknown>;
  /** When it happened, where the dataset has an event time. */
  eventTimeMs: number | undefined;

  private constructor(dataset: Dataset, fields: readonly FieldChecker[]) {
    this.#dataset = dataset;
    this.#fields = fields;
    this.row = Object.fromEntries(fields.map(({ name }) => [name, undefined]));
  }

  /** That of a dataset; `undefined` for one of whose records a look at each field can't tell enough. */
  static of(dataset: Dataset): QuickCheck | undefined {
    const kit = kitOfDataset(dataset);
    const { shape } = dataset.schema._zod.def;
    const fields = dataset.columns.map((column) =>
      compileField(column, shape[column.name] as $ZodType, kit),
    );
    const isOfFields =
      !dataset.strict &&
      dataset.partition?.by === undefined &&
      partOfEveryRecord(wholeSchema(dataset, fields)) === undefined &&
      fields.every(({ nested }) => nested === undefined);
    return isOfFields ? new QuickCheck(dataset, fields) : undefined;
  }

  /** Take a record that surely fits into `row`; after a no, only `compileRecordChecker` can tell. */
  take(record: object): boolean {
    const prototype: unknown = Object.getPrototypeOf(record);
    if (prototype !== Object.prototype && prototype !== null) return false;
    this.eventTimeMs = undefined;
    const fields = this.#fields;
    for (let i = 0; i < fields.length; i++)
      if (!this.#takeField(fields[i] as FieldChecker, record as Record<string, unknown>))
        return false;
    const { partition } = this.#dataset;
    const { eventTimeMs } = this;
    return (
      partition === undefined ||
      eventTimeMs === undefined ||
      isInPartitionRange(partition, eventTimeMs)
    );
  }

  #takeField(field: FieldChecker, record: Record<string, unknown>): boolean {
    const { name, absent, limit, keepsText } = field;
    const value = record[name];
    if (value === undefined || value === null) {
      this.row[name] = absent === "null" ? null : undefined;
      return absent === "null" || absent === "omit";
    }
    if (typeof value === "string") {
      if (limit !== undefined && value.length > limit.length) return false;
      if (keepsText) return this.#takeInstant(field, value);
    }
    const conversion = field.convert(value);
    if ("code" in conversion) return false;
    const converted = "asIs" in conversion ? value : conversion.value;
    if (keepsText && converted !== value) return false;
    this.row[name] = converted;
    if (conversion !== AS_IS && "epochMs" in conversion) this.#note(name, conversion.epochMs);
    return field.passes?.(converted) === true;
  }

  /** A text in one of the two usual spellings, which stays as it is. */
  #takeInstant({ name, passes }: FieldChecker, text: string): boolean {
    if (text.length > LONGEST_INSTANT) return false;
    const length = this.#bytes.write(text, "utf8");
    const epochMs = this.#instants.read(this.#bytes, 0, length);
    if (Number.isNaN(epochMs) || length !== text.length) return false;
    this.row[name] = text;
    this.#note(name, epochMs);
    return passes?.(text) === true;
  }

  #note(name: string, epochMs: number): void {
    if (name === this.#dataset.eventTime) this.eventTimeMs = epochMs;
  }
}
