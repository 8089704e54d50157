import { mkdirSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { FileCalls } from "@cloudapi/s3/internal/files";

/** How often others may remove the folder in the moment between its making and that of the file. */
const MOST_ATTEMPTS = 20;

/** What is known of the folder, and how the file system is asked for it. */
interface FolderPlace {
  readonly calls?: FileCalls;
  /** Whether it is there, as far as can be told; default true. */
  readonly isThere?: boolean;
}

/** Make a file in a folder that is made when needed, and that whoever leaves it empty removes: also while this is going on. */
export async function makeInFolder(
  path: string,
  make: () => Promise<void>,
  { calls = new FileCalls(), isThere = true }: FolderPlace = {},
): Promise<void> {
  const folder = dirname(path);
  if (!isThere) await makeFolder(folder, calls);
  for (let attempt = 1; ; attempt++) {
    try {
      await make();
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== "ENOENT" || attempt === MOST_ATTEMPTS) throw error;
      await makeFolder(folder, calls);
    }
  }
}

async function makeFolder(folder: string, calls: FileCalls): Promise<void> {
  await calls.make(
    () => mkdirSync(folder, { recursive: true }),
    () => mkdir(folder, { recursive: true }),
  );
}
