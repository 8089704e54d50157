import { checkOptionNames } from "@cloudapi/core/internal";
import type { ReadOptions } from "../engine/read-checked-records.ts";
import { formatOfName, sourceName } from "../source/format-of-name.ts";
import type { Source } from "../source/source.ts";
import { inferRecords } from "./infer-records.ts";
import type { InferredDataset } from "./inferred-dataset.ts";
import { readSample } from "./read-sample.ts";

/** How a contract is inferred. */
export interface InferOptions extends Pick<ReadOptions, "delimiter" | "name" | "signal"> {
  /** The dataset's name; by default that of the source, or `records`. A log that has a contract keeps the contract's. */
  readonly dataset?: string | undefined;
  /** `auto` (default) tells it by content. */
  readonly format?: "json" | "csv" | "auto" | undefined;
  /** So many records are looked at; 10,000 by default. */
  readonly maxRecords?: number | undefined;
  /** So many bytes of text are read; 8 MiB by default. */
  readonly maxBytes?: number | undefined;
}

const OPTIONS = [
  "delimiter",
  "name",
  "signal",
  "dataset",
  "format",
  "maxRecords",
  "maxBytes",
] as const;

/**
 * Propose a contract for a source from its first records, and how the source is read: code to paste, with what was seen of
 * each field as comments.
 *
 * JSON Lines, a JSON array, CSV in the dialects and encodings of `csvFormat`, and the logs of `@cloudapi/records/logs`. Types,
 * null, formats of times, what may be an enum, an event time, a map or JSON of no fixed shape are told from the sample; the
 * contract accepts every record of it that can be parsed. What it can't know (the zone of local times, that a number stays
 * small, that a text is one of few) it says in comments. The same sample gives the same code.
 *
 * @throws {TypeError} {@link RangeError} for options that can't be
 * @throws {SourceError} when the source can't be read, or has no record to infer from (`SOURCE_WITHOUT_RECORDS`)
 *
 * @example
 * ```ts
 * import { inferDataset } from "@cloudapi/records";
 *
 * const source = '{"order-id":17,"placed_at":"2025-01-15T10:30:45Z","price":9.90}\n';
 * const { code, columns } = await inferDataset(source, { dataset: "orders" });
 * console.log(code.includes("export const orders = defineDataset({")); // => true
 * console.log(columns.map(({ path, type }) => `${path} ${type}`).join(", "));
 * // => "order_id int64, placed_at timestamp, price decimal(12,2)"
 * ```
 */
export async function inferDataset(
  source: Source,
  options: InferOptions = {},
): Promise<InferredDataset> {
  checkOptionNames("inferDataset", options, OPTIONS);
  const { maxRecords = 10_000, maxBytes = 8_388_608, signal, format = "auto" } = options;
  checkCount("maxRecords", maxRecords);
  checkCount("maxBytes", maxBytes);
  if (!["json", "csv", "auto"].includes(format))
    throw new TypeError(
      `inferDataset: format must be "json", "csv" or "auto", not ${JSON.stringify(format)}.`,
    );
  const called = options.name ?? sourceName(source) ?? "";
  const named = formatOfName(called);
  const sample = await readSample(source, maxBytes, signal);
  return inferRecords(sample, {
    name: options.dataset ?? datasetName(called),
    format: format === "auto" ? named.format : format,
    mayBeLog: format === "auto" && options.delimiter === undefined,
    delimiter: options.delimiter ?? named.delimiter,
    maxRecords,
  });
}

function checkCount(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new RangeError(`inferDataset: ${name} must be a positive integer, not ${String(value)}.`);
}

/** `2025/Web Orders.csv.gz` is web_orders. */
function datasetName(source: string): string {
  const [base = ""] = (source.split(/[\\/]/).at(-1) ?? "").split(".");
  const words = base.toLowerCase().split(/[^a-z0-9]+/);
  const name = words
    .filter((word) => word !== "")
    .join("_")
    .slice(0, 255);
  return name === "" ? "records" : name;
}
