import type { Dataset } from "@cloudapi/core";
import { quoteLiteral } from "@cloudapi/core/sql";

const IS_TOO_LARGE = `coalesce("fault" = 'record_too_large', false)`;
const NOW = "CAST(current_timestamp AS timestamp)";

/** What is selected for the table of rejected rows, whose contract is `rejectedRows`, and its columns. */
export function rejectedSelect(
  { name, contractHash }: Dataset,
  runId: string,
): { readonly columns: readonly string[]; readonly select: string } {
  const values: Readonly<Record<string, string>> = {
    dataset: quoteLiteral(name),
    contract_hash: quoteLiteral(contractHash),
    source: `"source"`,
    source_version: "NULL",
    format: "'json-lines'",
    // A table of lines doesn't number them.
    line: "0",
    byte_offset: "NULL",
    byte_length: `"size"`,
    item: "NULL",
    raw: `IF(${IS_TOO_LARGE}, substr("text", 1, 65536), "text")`,
    raw_base64: `IF("is_utf8", NULL, to_base64("bytes"))`,
    encoding: "NULL",
    raw_truncated: IS_TOO_LARGE,
    issues: `"issues"`,
    run: quoteLiteral(runId),
    rejected_at: NOW,
    year: `CAST(year(${NOW}) AS integer)`,
    month: `CAST(month(${NOW}) AS integer)`,
    day: `CAST(day(${NOW}) AS integer)`,
  };
  return { columns: Object.keys(values), select: Object.values(values).join(", ") };
}
