import type { IcebergValue } from "../values/iceberg-value.ts";

/** A partition's values as a text: those of one field are all of one type, so that no two partitions have the same. */
export function partitionKey(values: readonly (IcebergValue | null)[]): string {
  const [only] = values;
  if (values.length === 1 && typeof only === "number") return String(only);
  return JSON.stringify(values, (_key, value: unknown) => {
    // JSON has no number for these, and would say null.
    if (typeof value === "bigint" || (typeof value === "number" && !Number.isFinite(value)))
      return String(value);
    return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value;
  });
}
