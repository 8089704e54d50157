import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";

/** How often others may remove the folder in the moment between its making and that of the file. */
const MOST_ATTEMPTS = 20;

/** Make a file in a folder that is made when needed, and that whoever leaves it empty removes: also while this is going on. */
export async function makeInFolder(path: string, make: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await mkdir(dirname(path), { recursive: true });
      await make();
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== "ENOENT" || attempt === MOST_ATTEMPTS) throw error;
    }
  }
}
