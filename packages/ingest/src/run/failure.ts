import { isCloudApiError } from "@cloudapi/core";
import { IngestError } from "../errors/ingest-error.ts";
import { isStorageFull } from "../errors/storage-full.ts";
import { withoutCredentials } from "../errors/without-credentials.ts";
import type { TableFailed } from "./ingest-report.ts";

type Failed = Pick<TableFailed, "table" | "dataset" | "error" | "durationMs">;

/** A table's failure as the report has it, and of which source it is. */
export function failureOf(failed: Failed, source: string): TableFailed {
  const { error, table } = failed;
  const { code, message } = tellError(error);
  const place = `Table ${JSON.stringify(table)} of ${source} was not loaded: `;
  const isPlaced = error instanceof IngestError && error.source !== undefined;
  return { status: "failed", ...failed, code, message: isPlaced ? message : `${place}${message}` };
}

/** Code and words of an error, without the credentials that a driver may put into its text. */
export function tellError(error: unknown): Pick<TableFailed, "code" | "message"> {
  const message = withoutCredentials(error instanceof Error ? error.message : String(error));
  if (!isStorageFull(error)) return { code: codeOf(error), message };
  return {
    code: "STORAGE_FULL",
    message: `There is no room left where it is written, and nothing of it was published. Make room, or raise the quota, and run again. ${message}`,
  };
}

function codeOf(error: unknown): string {
  if (isCloudApiError(error)) return error.code;
  const { code } = Object(error) as { code?: unknown };
  return typeof code === "string" ? code : "UNEXPECTED_ERROR";
}
