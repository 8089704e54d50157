import type { Dataset, DataType } from "@cloudapi/core";
import { isLeafType } from "@cloudapi/core/internal";

/** How the files of a catalog table are written. */
export type CatalogFormat = "parquet" | "json";

const FORMATS: readonly unknown[] = ["parquet", "json"] satisfies CatalogFormat[];

/**
 * A dataset as files of a format have it: in JSON Lines times, dates and decimals stay text, as they were written, and a decimal
 * may be a number.
 *
 * @throws {TypeError} for another format
 */
export function asInFiles(
  what: string,
  dataset: Dataset,
  format: CatalogFormat = "parquet",
): Dataset {
  if (!FORMATS.includes(format))
    throw new TypeError(`${what}: format must be parquet or json, not ${String(format)}.`);
  if (format === "parquet") return dataset;
  const columns = dataset.columns.map((column) => ({ ...column, type: jsonType(column.type) }));
  return { ...dataset, columns };
}

const TEXT_IN_JSON: ReadonlySet<string> = new Set(["timestamp", "date", "decimal"]);

function jsonType(type: DataType): DataType {
  if (isLeafType(type)) return TEXT_IN_JSON.has(type.kind) ? { kind: "string" } : type;
  switch (type.kind) {
    case "struct":
      return {
        ...type,
        fields: type.fields.map((field) => ({ ...field, type: jsonType(field.type) })),
      };
    case "list":
      return { ...type, element: jsonType(type.element) };
    default:
      return type.kind === "map" ? { ...type, value: jsonType(type.value) } : type;
  }
}
