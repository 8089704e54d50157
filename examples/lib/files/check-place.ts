import { access, constants, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/**
 * Refuse a place that can't be written to, before any work is done for it.
 *
 * @throws {Error} naming the option, the path and what is in the way
 */
export async function checkPlace(
  option: string,
  path: string,
  kind: "file" | "folder",
): Promise<void> {
  const nearest = await nearestThere(resolve(path));
  const isWhole = nearest.path === resolve(path);
  if (isWhole && kind === "file" && nearest.isFolder)
    throw new Error(`${option} ${path} is a folder; name a file.`);
  if (!nearest.isFolder && !(isWhole && kind === "file"))
    throw new Error(`${option} ${path} can't be made: ${nearest.path} is a file, not a folder.`);
  await access(nearest.path, constants.W_OK).catch((cause: unknown) => {
    throw new Error(`${option} ${path} can't be written: ${nearest.path} may not be changed.`, {
      cause,
    });
  });
}

/** The path itself, or the nearest folder above it that is there. */
async function nearestThere(path: string): Promise<{ path: string; isFolder: boolean }> {
  const info = await stat(path).catch(() => undefined);
  if (info === undefined) return nearestThere(dirname(path));
  return { path, isFolder: info.isDirectory() };
}
