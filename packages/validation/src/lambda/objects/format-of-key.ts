/** How an object is to be read, as far as its name says. */
export interface ObjectFormat {
  /** With `auto` the content decides. */
  readonly format: "json" | "csv" | "auto";
  readonly delimiter?: string | undefined;
}

/** The format by the end of a key; `.gz` after it does not matter, gzip is recognised by content. */
export function formatOfKey(key: string): ObjectFormat {
  const [, extension = ""] = /\.([a-z]+)(?:\.gz|\.gzip)?$/i.exec(key) ?? [];
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
