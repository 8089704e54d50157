import { CAST_UDFS } from "./cast-udfs.ts";
import { DATE_FORMAT_UDFS } from "./date-format-udfs.ts";
import { DECIMAL_UDFS } from "./decimal-udfs.ts";
import { ICEBERG_UDFS } from "./iceberg-udfs.ts";
import { ISO_UDFS } from "./iso-udfs.ts";
import { JSON_UDFS } from "./json-udfs.ts";
import { NESTED_UDFS } from "./nested-udfs.ts";
import { NUMBER_UDFS } from "./number-udfs.ts";
import { REGEXP_UDFS } from "./regexp-udfs.ts";
import { TEXT_UDFS } from "./text-udfs.ts";
import type { Udf } from "./udf.ts";

/** Every JavaScript function that DuckDB may call. */
export const UDFS: readonly Udf[] = [
  ...CAST_UDFS,
  ...DECIMAL_UDFS,
  ...ICEBERG_UDFS,
  ...ISO_UDFS,
  ...DATE_FORMAT_UDFS,
  ...JSON_UDFS,
  ...NESTED_UDFS,
  ...NUMBER_UDFS,
  ...REGEXP_UDFS,
  ...TEXT_UDFS,
];
