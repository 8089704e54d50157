import { IcebergError } from "../errors/iceberg-error.ts";

/**
 * The part of a place that comes after the root: places are compared as they are written, and nothing in them is decoded.
 *
 * @throws {IcebergError} `OUTSIDE_STORAGE` for a place that is not below the root
 */
export function keyBelow(root: string, uri: string): string {
  const key = uri.startsWith(root) ? uri.slice(root.length) : "";
  if (key !== "" && !key.split("/").some((name) => name === "." || name === "..")) return key;
  throw new IcebergError(
    "OUTSIDE_STORAGE",
    `${JSON.stringify(uri)} is not below ${root}, where this storage keeps its files. Give the storage a root that has all files of the table below it.`,
  );
}

/** The same for a folder, which may be the root itself; ends in a slash, or is empty. */
export function folderBelow(root: string, uri: string): string {
  const folder = uri.endsWith("/") ? uri : `${uri}/`;
  return folder === root ? "" : keyBelow(root, folder);
}
