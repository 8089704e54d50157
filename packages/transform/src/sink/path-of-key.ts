import { relative, resolve, sep } from "node:path";

/** A key's path, which is never outside the folder. */
export function pathOfKey(root: string, key: string): string {
  const path = resolve(root, key);
  if (!path.startsWith(root.endsWith(sep) ? root : root + sep))
    throw new RangeError(`folderSink: the key "${key}" leads out of ${root}.`);
  return path;
}

/** The key of a path in the folder. */
export function keyOfPath(root: string, path: string): string {
  return relative(root, path).split(sep).join("/");
}
