import { CloudApiError } from "@cloudapi/core";

/** An error about a data folder that is not as a cloud left it, with the ways on. */
export function corruptDataFolder(what: string, cause?: unknown): CloudApiError {
  return new CloudApiError(
    "LOCAL_DATA_DIR_CORRUPT",
    `${what}. Start once with repairDataDir: true to keep everything that can be read and set the rest aside, remove the data folder to start anew, or give another dataDir.`,
    { cause },
  );
}
