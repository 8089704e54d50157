import { mkdirSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { FileCalls } from "@cloudapi/s3/internal/files";

/** How often others may remove the folder in the moment between its making and that of the file. */
const MOST_ATTEMPTS = 20;

/**
 * Make a file in a folder that is made when needed, and that whoever leaves it empty removes: also while this is going on.
 *
 * @param calls how the file system is asked for the folder
 */
export async function makeInFolder(
  path: string,
  make: () => Promise<void>,
  calls = new FileCalls(),
): Promise<void> {
  const folder = dirname(path);
  for (let attempt = 1; ; attempt++) {
    try {
      // It is there already for most.
      await make();
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== "ENOENT" || attempt === MOST_ATTEMPTS) throw error;
      await calls.make(
        () => mkdirSync(folder, { recursive: true }),
        () => mkdir(folder, { recursive: true }),
      );
    }
  }
}
