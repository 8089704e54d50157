import type { Dataset } from "@cloudapi/core";
import { checkOptionNames } from "@cloudapi/core/internal";
import { comparableColumn } from "../tables/table-layout.ts";

/** What a load does to the rows that are there. */
export type LoadMode =
  /** Rows come beside those there. */
  | { readonly mode: "append" }
  /** Rows take the place of all that are there in their partitions, by the contract's own rule. */
  | { readonly mode: "overwritePartition" }
  /** Rows take the place of those with their key. */
  | {
      readonly mode: "upsert";
      readonly keys: readonly string[];
      /** Of the rows of one key, the one with the highest value counts, of those that come and those there. Without it a key may come once. */
      readonly latestBy?: string | undefined;
    }
  /** Rows become versions of those with their key, which are kept: the table has `valid_from`, `valid_to` and `is_current`. */
  | {
      readonly mode: "scd2";
      readonly keys: readonly string[];
      /** The time from which a row holds: a timestamp or date. Of two rows of one key and time, the one that is loaded later counts. */
      readonly validFrom: string;
    };

const OPTIONS = {
  append: ["mode"],
  overwritePartition: ["mode"],
  upsert: ["mode", "keys", "latestBy"],
  scd2: ["mode", "keys", "validFrom"],
} as const;

/** Types whose values are the same only when they look the same. */
const KEY_TYPES = ["string", "int32", "int64", "decimal", "boolean", "date", "timestamp"];

/**
 * Check a mode against the contract.
 *
 * @throws {TypeError} for an unknown mode or option, and columns that can't be what they are named for
 */
export function checkMode(what: string, dataset: Dataset, mode: LoadMode): void {
  const name = (mode as LoadMode | undefined)?.mode;
  if (typeof name !== "string" || !Object.hasOwn(OPTIONS, name))
    throw new TypeError(
      `${what}: mode must be { mode: ... } with one of ${Object.keys(OPTIONS).join(", ")}, not ${JSON.stringify(mode)}.`,
    );
  checkOptionNames(`${what}: mode ${name}`, mode, OPTIONS[name]);
  if (mode.mode === "overwritePartition" && dataset.partition === undefined)
    throw new TypeError(
      `${what}: "${dataset.name}" has no partition rule, by which overwritePartition tells what to replace.`,
    );
  if (mode.mode === "upsert" || mode.mode === "scd2") checkKeys(what, dataset, mode.keys);
  if (mode.mode === "upsert" && mode.latestBy !== undefined)
    comparableColumn(`${what}: latestBy`, dataset, mode.latestBy);
  if (mode.mode === "scd2") checkValidFrom(what, dataset, mode);
}

function checkKeys(what: string, dataset: Dataset, keys: readonly string[]): void {
  if (!Array.isArray(keys) || keys.length === 0 || new Set(keys).size < keys.length)
    throw new TypeError(`${what}: keys must be a list of columns, at least one, each named once.`);
  for (const key of keys as string[]) {
    const { type } = comparableColumn(`${what}: keys`, dataset, key);
    if (!KEY_TYPES.includes(type.kind))
      throw new TypeError(
        `${what}: keys: "${key}" is of type ${type.kind}, whose values don't tell rows apart; take columns of ${KEY_TYPES.join(", ")}.`,
      );
  }
}

function checkValidFrom(
  what: string,
  dataset: Dataset,
  { keys, validFrom }: LoadMode & { readonly mode: "scd2" },
): void {
  const { type, nullable } = comparableColumn(`${what}: validFrom`, dataset, validFrom);
  const isTime = type.kind === "timestamp" || type.kind === "date";
  if (!isTime || nullable || keys.includes(validFrom))
    throw new TypeError(
      `${what}: validFrom: "${validFrom}" must be a required timestamp or date that is no key.`,
    );
}
