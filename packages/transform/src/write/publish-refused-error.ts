import { CloudApiError } from "@cloudapi/core";
import type { TransformReport, WriteRowsReport } from "./write-report.ts";

/**
 * A run that came to its end but was not published, because it would have done harm: `TOO_MANY_REJECTED` when more rows
 * were rejected than `maxRejectedRatio` allows, `WOULD_LOSE_ROWS` when an earlier run over the source had rows and this
 * one has none, or far fewer. `report` says what the run found; what it says was written was not.
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { memorySink, PublishRefusedError, transform } from "@cloudapi/transform";
 *
 * const options = { sourceId: "logs.ndjson" };
 * const lake = memorySink();
 * await transform(apiLogs, '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/a","status_code":200}\n', lake, options);
 * const renamed = '{"time":"2025-01-15T10:30:45Z","endpoint":"/a","status_code":200}\n';
 * const failed = await transform(apiLogs, renamed, lake, options).catch((error) => error);
 * console.log(failed instanceof PublishRefusedError && failed.code); // => "WOULD_LOSE_ROWS"
 * console.log(failed.report.rejectedByCode); // => { required: 1 }
 * ```
 */
export class PublishRefusedError extends CloudApiError {
  readonly report: TransformReport | WriteRowsReport;

  constructor(
    code: "TOO_MANY_REJECTED" | "WOULD_LOSE_ROWS",
    message: string,
    report: TransformReport | WriteRowsReport,
  ) {
    super(code, message);
    this.report = report;
  }
}
