import { createHash } from "node:crypto";
import type { Dataset } from "@cloudapi/core";
import { schemaRules } from "@cloudapi/core/internal";

/** What decides, beside columns and partition rule, whether an object passes. */
export interface Rules {
  readonly dataset: Dataset;
  readonly format: string | undefined;
  readonly delimiter: string | undefined;
  readonly maxRejectedRatio: number;
  readonly maxRecordBytes: number | undefined;
}

/** The hash of a contract's checks and of the settings that a verdict depends on: 32 hexadecimal digits of SHA-256. */
export function rulesHash({ dataset, format, delimiter, ...limits }: Rules): string {
  const { maxRejectedRatio, maxRecordBytes } = limits;
  const rules = [
    schemaRules(dataset.schema),
    format ?? null,
    delimiter ?? null,
    maxRejectedRatio,
    maxRecordBytes ?? null,
  ];
  return createHash("sha256").update(JSON.stringify(rules)).digest("hex").slice(0, 32);
}
