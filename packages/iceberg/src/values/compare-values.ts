import { compareUtf8 } from "@cloudapi/core/internal";
import type { IcebergValue } from "./iceberg-value.ts";

/** Which of two values of one type comes first: below 0, 0 or above; texts and bytes in the order of their bytes. */
export function compareValues(left: IcebergValue, right: IcebergValue): number {
  if (typeof left === "string") return compareUtf8(left, right as string);
  if (left instanceof Uint8Array) return Buffer.compare(left, right as Uint8Array);
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
