import { decimalText } from "@cloudapi/core/internal";
import type { FlatPlan } from "./flat-plan.ts";

/** What a row has of a field that is held as an integer of 64 bits: a bigint or a number, or the text of a decimal. */
export function valueOfInteger(
  { dataset, fields }: FlatPlan,
  field: number,
  integer: bigint,
): bigint | number | string {
  const type = dataset.columns[field]?.type;
  if (type?.kind === "decimal") return decimalText(integer, type.scale);
  const rule = fields[field]?.typed;
  return rule?.kind === "integer" && !rule.isBigint ? Number(integer) : integer;
}
