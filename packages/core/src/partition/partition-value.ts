import type { ScalarKind, ScalarType } from "../types/data-type.ts";
import type { Refusal } from "../values/convert-value.ts";
import { parseDate } from "../values/parse-date.ts";
import type { Partition, PartitionFault, PartitionKey } from "./partition-rule.ts";
import { folderFault, textFault } from "./text-fault.ts";

type Row = Readonly<Record<string, unknown>>;

/** A folder's name on the usual file systems. */
const MAX_FOLDER_BYTES = 255;
/** Of the 1,024 bytes that S3 gives a key; the prefix and the file's name have to fit, too. */
const MAX_PATH_BYTES = 600;

/** What is wrong with the values that a row would be partitioned by, one fault for each column that has any. */
export function partitionFaults(rule: Partition, row: Row): PartitionFault[] {
  const keys = rule.by ?? [];
  const faults: PartitionFault[] = [];
  for (const key of keys) {
    const refusal = valueRefusal(key, rule, row[key.column]);
    if (refusal !== undefined) faults.push({ column: key.column, refusal });
  }
  return faults.length > 0 || Buffer.byteLength(columnPath(rule, row)) <= MAX_PATH_BYTES
    ? faults
    : [{ column: longest(keys, row), refusal: TOO_LONG_TOGETHER }];
}

/** The part of a key that the columns of a rule make, ending in a slash, for a row without faults; empty when there are none. */
export function columnPath({ by = [], layout }: Partition, row: Row): string {
  let path = "";
  for (const { column } of by) path += `${folder(column, keyText(row[column]), layout)}/`;
  return path;
}

function folder(column: string, text: string, layout: Partition["layout"]): string {
  return layout === "plain" ? text : `${column.toLowerCase()}=${text}`;
}

/** Zero is never negative: `String(-0)` is "0". */
function keyText(value: unknown): string {
  return String(value as string | number | bigint);
}

function valueRefusal(key: PartitionKey, rule: Partition, value: unknown): Refusal | undefined {
  const { column, type, projection } = key;
  if (value === undefined || value === null) return refusal("a value to partition by");
  if (!isOfType(type, value)) return refusal(TYPE_NAMES[type.kind] ?? "text");
  const text = keyText(value);
  if (projection === "enum" && !valuesOf(key).has(text)) return refusal(listed(key));
  if (type.kind === "string") {
    const fault = (rule.layout === "plain" ? folderFault : textFault)(text);
    if (fault !== undefined) return refusal("text that a partition can be named by", `it ${fault}`);
    if (Buffer.byteLength(folder(column, text, rule.layout)) <= MAX_FOLDER_BYTES) return undefined;
    return refusal(
      "text that a partition can be named by",
      `a folder's name has at most ${MAX_FOLDER_BYTES} bytes`,
    );
  }
  if (isOutside(key, text))
    return refusal(
      `${type.kind === "date" ? "a date" : "an integer"} from ${key.range?.from} to ${key.range?.to}`,
    );
  return undefined;
}

const TYPE_NAMES: Partial<Record<ScalarKind, string>> = {
  int32: "a 32-bit integer",
  int64: "an integer",
  date: "a calendar date like 2025-01-15",
};

/** Whether a value is what a validated row has in a column of this type. */
function isOfType({ kind }: ScalarType, value: unknown): boolean {
  if (kind === "int32") return Number.isInteger(value) && value === ((value as number) | 0);
  if (kind === "int64") return typeof value === "bigint" || Number.isSafeInteger(value);
  return typeof value === "string" && (kind !== "date" || parseDate(value) !== undefined);
}

function refusal(expected: string, hint?: string): Refusal {
  return { code: "invalid_partition_value", expected, ...(hint === undefined ? {} : { hint }) };
}

const TOO_LONG_TOGETHER = refusal(
  "a shorter text",
  `the values that a row is partitioned by may take ${MAX_PATH_BYTES} bytes together`,
);

const SHOWN_VALUES = 10;

function listed({ values = [] }: PartitionKey): string {
  const more = values.length > SHOWN_VALUES ? ` or ${values.length - SHOWN_VALUES} more` : "";
  return `one of ${values
    .slice(0, SHOWN_VALUES)
    .map((each) => JSON.stringify(each))
    .join(", ")}${more}`;
}

const VALUES = new WeakMap<PartitionKey, ReadonlySet<string>>();

/** Made once for each key. */
function valuesOf(key: PartitionKey): ReadonlySet<string> {
  let values = VALUES.get(key);
  if (values === undefined) {
    values = new Set(key.values);
    VALUES.set(key, values);
  }
  return values;
}

/** Dates of four-digit years compare as texts do. */
function isOutside({ type, range }: PartitionKey, text: string): boolean {
  if (range === undefined) return false;
  const { from, to } = range;
  if (type.kind === "date") return text < from || text > to;
  const value = BigInt(text);
  return value < BigInt(from) || value > BigInt(to);
}

function longest(keys: readonly PartitionKey[], row: Row): string {
  const lengths = keys.map(({ column }) => keyText(row[column]).length);
  return keys[lengths.indexOf(Math.max(...lengths))]?.column ?? "";
}
