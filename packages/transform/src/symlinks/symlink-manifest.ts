import { pathToFileURL } from "node:url";
import type { Sink } from "../sink/sink.ts";

/** Where the symlink manifests of a dataset are. */
export function symlinkFolder({ prefix }: Sink, dataset: string): string {
  return `${prefix}_symlinks/${dataset}/`;
}

/** The symlink manifest of a partition. */
export function symlinkKey(sink: Sink, dataset: string, partition: string): string {
  return `${symlinkFolder(sink, dataset)}${partition}manifest`;
}

/** Says that a dataset has symlink manifests: every run that changes its data brings them up to date. */
export function symlinkMark({ prefix }: Sink, dataset: string): string {
  return `${prefix}_contracts/${dataset}.symlinks`;
}

/** The partition that a data file lies in. */
export function partitionOfKey({ prefix }: Sink, key: string): string {
  return key.slice(prefix.length, key.lastIndexOf("/") + 1);
}

/** The source whose file a line names, by the hash in the file's name. */
export function sourceOfLine(line: string): string | undefined {
  return /-([0-9a-f]{16})(?:-g\d+)?-\d+\.parquet$/.exec(line)?.[1];
}

/** A key as readers find it. */
export function uriOfKey({ location, prefix }: Sink, key: string): string {
  const root = location.endsWith(prefix)
    ? location.slice(0, location.length - prefix.length)
    : location;
  if (/^[a-z][a-z0-9+.-]+:/.test(root)) return `${root.replace(/\/?$/, "/")}${key}`;
  return `${pathToFileURL(root).href.replace(/\/?$/, "/")}${key}`;
}

/** What a symlink manifest holds: a URI on each line. */
export function symlinkBytes(uris: Iterable<string>): Buffer {
  return Buffer.from(
    [...uris]
      .sort()
      .map((uri) => `${uri}\n`)
      .join(""),
  );
}

export function symlinkLines(bytes: Uint8Array | undefined): string[] {
  return Buffer.from(bytes ?? [])
    .toString()
    .split("\n")
    .filter((line) => line !== "");
}
