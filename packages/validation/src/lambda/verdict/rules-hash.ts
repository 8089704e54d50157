import { createHash } from "node:crypto";
import type { Dataset } from "@cloudapi/core";
import { schemaRules } from "@cloudapi/core/internal";
import type { SourceFormat } from "@cloudapi/records";

/** What decides, beside columns and partition rule, whether an object passes. */
export interface Rules {
  readonly dataset: Dataset;
  readonly format: string | SourceFormat | undefined;
  readonly delimiter: string | undefined;
  /** What is done with records before they are checked, as text. */
  readonly adaptation: unknown;
  readonly maxRejectedRatio: number;
  readonly maxRecordBytes: number | undefined;
}

/** The hash of a contract's checks and of the settings that a verdict depends on: 32 hexadecimal digits of SHA-256. */
export function rulesHash({ dataset, format, delimiter, ...limits }: Rules): string {
  const { adaptation, maxRejectedRatio, maxRecordBytes } = limits;
  const rules = [
    schemaRules(dataset.schema),
    ...(dataset.sourceNames === undefined ? [] : [dataset.alias]),
    typeof format === "object" ? format.rules : (format ?? null),
    delimiter ?? null,
    maxRejectedRatio,
    maxRecordBytes ?? null,
    ...(adaptation === undefined ? [] : [adaptation]),
  ];
  return createHash("sha256").update(JSON.stringify(rules)).digest("hex").slice(0, 32);
}
