import type { SourceFormat } from "./record-reader.ts";

/** Throw when a format is neither named nor a value that records can be read by. @throws {TypeError} saying what to pass */
export function checkFormat(what: string, format: "json" | "csv" | "auto" | SourceFormat): void {
  const isKnown =
    typeof format === "object" && format !== null
      ? typeof format.open === "function"
      : ["json", "csv", "auto"].includes(format);
  if (isKnown) return;
  throw new TypeError(
    `${what}format must be "json", "csv" or "auto", or a format made by this library, not ${JSON.stringify(format)}.`,
  );
}
