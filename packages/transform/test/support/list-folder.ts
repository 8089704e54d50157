import { readdir } from "node:fs/promises";

/** Everything under a folder in which others make and remove folders meanwhile: when one has gone that was about to be listed, all is listed again. */
export async function listFolder(folder: string): Promise<string[]> {
  for (;;) {
    try {
      return await readdir(folder, { recursive: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
}
