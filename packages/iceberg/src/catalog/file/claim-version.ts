import { isCloudApiError } from "@cloudapi/core";
import { IcebergError } from "../../errors/iceberg-error.ts";
import type { MetadataFolder, MetadataVersion } from "./metadata-files.ts";

/** What of a storage's failures leaves open whether the file was written. */
const OPEN = ["S3_UNREACHABLE", "S3_REQUEST_FAILED", "THROTTLED", "INVALID_RESPONSE"];

/**
 * Write a version that must not be there yet. Of any number of writers one succeeds, and that is the commit; that the answer
 * to our own write was lost is seen by what is there.
 *
 * @throws {IcebergError} `COMMIT_CONFLICT` when another writer has it, `COMMIT_STATE_UNKNOWN` when nothing could be found out
 */
export async function claimVersion(
  { storage }: MetadataFolder,
  { uri, bytes }: MetadataVersion,
  table: string,
): Promise<void> {
  const isOurs = async () => {
    const there = await storage.read(uri);
    return there !== undefined && Buffer.from(there).equals(bytes);
  };
  try {
    const options = { ifAbsent: true, contentType: "application/json" };
    if (await storage.write(uri, bytes, options)) return;
    if (await isOurs()) return;
  } catch (cause) {
    if (await isOurs().catch(() => false)) return;
    if (isCloudApiError(cause) && !OPEN.includes(cause.code)) {
      if (cause.code === "CONFLICT") throw conflict(table, uri, cause);
      throw cause;
    }
    throw new IcebergError(
      "COMMIT_STATE_UNKNOWN",
      `The commit to ${table} may have worked: no answer came to the writing of ${uri}. Load the table to see whether it is part of it.`,
      // Nothing is left over: if the file isn't ours, it is another writer's.
      { cause, table },
    );
  }
  throw conflict(table, uri);
}

function conflict(table: string, uri: string, cause?: unknown): IcebergError {
  return new IcebergError(
    "COMMIT_CONFLICT",
    `Another writer committed to ${table} first: ${uri} is there already. Load the table again, and commit to what it is now.`,
    { cause, table },
  );
}
