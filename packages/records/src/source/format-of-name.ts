/** How a source is to be read, as far as its name says. */
export interface NamedFormat {
  /** With `auto` the content decides. */
  readonly format: "json" | "csv" | "auto";
  readonly delimiter?: string | undefined;
}

/**
 * The format by the end of a name; a compression's after it (`.gz`, `.zst`) does not matter, compressions are recognised by content.
 *
 * @example
 * ```ts
 * import { formatOfName } from "@cloudapi/records/internal";
 *
 * console.log(formatOfName("2025/01/15/logs.csv.gz")); // => { format: "csv" }
 * ```
 */
export function formatOfName(name: string): NamedFormat {
  const [, extension = ""] = /\.([a-z]+)(?:\.(?:gz|gzip|zst|zz|bz2|zip))?$/i.exec(name) ?? [];
  switch (extension.toLowerCase()) {
    case "csv":
      return { format: "csv" };
    case "tsv":
      return { format: "csv", delimiter: "\t" };
    case "json":
    case "jsonl":
    case "ndjson":
      return { format: "json" };
    default:
      return { format: "auto" };
  }
}

/** What a source is called: the path of a Node stream of a file, the `sourceId` of any other. */
export function sourceName(source: unknown): string | undefined {
  if (typeof source !== "object" || source === null) return undefined;
  const { sourceId, path } = source as { sourceId?: unknown; path?: unknown };
  return [sourceId, path].find((name) => typeof name === "string");
}
