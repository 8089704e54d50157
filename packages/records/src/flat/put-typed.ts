import type { FlatRows } from "./flat-rows.ts";
import type { TypedRule } from "./typed-rule.ts";

/** Put a value that was converted and fits into a place of rows; whether it is one of which they have the number alone. */
export function putTyped(
  rows: FlatRows,
  { kind }: TypedRule,
  at: number,
  converted: unknown,
): boolean {
  switch (kind) {
    case "boolean":
      rows.numbers[at] = converted === true ? 1 : 0;
      return true;
    case "integer":
      rows.putInteger(at, BigInt(converted as number | bigint));
      return true;
    case "decimal":
      rows.putInteger(at, BigInt((converted as string).replace(".", "")));
      return true;
    default:
      return false;
  }
}
