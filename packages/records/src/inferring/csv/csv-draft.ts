import { csvFormat } from "../../dialect/csv-format.ts";
import type { CsvOptions } from "../../dialect/csv-options.ts";
import { timestampsOf } from "../columns-of-proposal.ts";
import type { ProposedField } from "../proposal.ts";
import type { ProposedOptions } from "../settle.ts";
import type { CsvSample } from "./csv-sample.ts";

/** The options of the dialect for fields. */
export function csvOptionsFor(
  { options, nulls, texts, keepsEmpty }: CsvSample,
  encoding: string | undefined,
  fields: readonly ProposedField[],
): CsvOptions {
  const words: Record<string, readonly string[]> = {};
  for (const { name, type } of fields) {
    const isText = type.kind === "string";
    const known = nulls[name];
    if (known !== undefined && (!isText || texts.has(name))) words[name] = known;
    else if (isText && keepsEmpty) words[name] = [];
  }
  const lists = Object.values(words);
  return {
    ...(encoding !== undefined && { encoding }),
    ...options,
    ...(lists.length > 0 && { nulls: lists.some((list) => list.length > 0) ? words : [] }),
  };
}

/** How a source of CSV is read: by the usual rules where they do, or else in a dialect. */
export function csvReadOptions(
  csv: CsvOptions,
  { isStated, fields }: { readonly isStated: boolean; readonly fields: readonly ProposedField[] },
): ProposedOptions {
  const times = timestampsOf(fields);
  const { delimiter } = csv;
  const how = isUsual(csv, isStated)
    ? { format: "csv" as const, ...(delimiter !== "," && { delimiter }) }
    : { format: csvFormat(csv) };
  return { ...how, ...(Object.keys(times).length > 0 && { timestamps: times }) };
}

/** Whether a dialect is the usual one, whatever its delimiter. */
export function isUsual(csv: CsvOptions, isStated: boolean): boolean {
  return (
    !isStated &&
    Object.keys(csv).every((name) => name === "delimiter") &&
    /^[,;\t|]$/.test(csv.delimiter ?? ",")
  );
}
