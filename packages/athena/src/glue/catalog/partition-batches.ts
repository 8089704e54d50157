import type { ErrorDetail } from "@aws-sdk/client-glue";
import { TableError } from "../table-error.ts";
import { askCatalog } from "./catalog-failure.ts";

export function batchesOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}

/** What is asked of partitions of a table at once. */
export interface BatchCall {
  /** Such as `glue:BatchCreatePartition`. */
  readonly action: string;
  /** `database.table`. */
  readonly title: string;
  readonly signal: AbortSignal | undefined;
  /** The refusal of a partition that is no failure. */
  readonly expected: string;
}

interface BatchAnswer {
  readonly Errors?: readonly { readonly ErrorDetail?: ErrorDetail | undefined }[] | undefined;
}

/** How many of a batch were refused as was to be expected; any other failure is thrown. */
export async function sendBatch(
  { action, title, signal, expected }: BatchCall,
  send: (options: { abortSignal?: AbortSignal }) => Promise<BatchAnswer>,
): Promise<number> {
  const { Errors = [] } = await askCatalog(
    { action, of: "partitions", table: title, signal },
    send,
  );
  const other = Errors.find(({ ErrorDetail: detail }) => detail?.ErrorCode !== expected);
  if (other === undefined) return Errors.length;
  const { ErrorCode = "", ErrorMessage = "" } = other.ErrorDetail ?? {};
  throw new TableError(
    "CATALOG_REQUEST_FAILED",
    `${action} of partitions of the table ${title} failed: ${ErrorCode}: ${ErrorMessage.replace(/\.$/, "")}.`,
    { table: title },
  );
}
