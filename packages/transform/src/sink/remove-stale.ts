import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

/** What a run that was killed left behind is removed after this time. */
const STALE_MS = 24 * 3_600_000;

/** Remove old files of a folder of temporary ones. */
export async function removeStale(temporary: string): Promise<void> {
  const names = await readdir(temporary).catch(() => []);
  for (const name of names) {
    const path = join(temporary, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > STALE_MS) await rm(path, { force: true });
  }
}
