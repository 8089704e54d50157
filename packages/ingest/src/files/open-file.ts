import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { formatOfName } from "@cloudapi/records/internal";
import { fileSource, type IdentifiedSource, type TransformOptions } from "@cloudapi/transform";
import { withoutCredentials } from "../errors/without-credentials.ts";
import { nameOf, type UrlSourceOptions, urlSource } from "./url-source.ts";

/** How a file is read, as far as its name says. */
type Reading = Pick<TransformOptions, "format" | "delimiter">;

/** A file that is ready to be read. */
export interface OpenedFile {
  /** What it is called in reports. */
  readonly name: string;
  readonly source: IdentifiedSource;
  readonly format: () => Promise<Reading>;
}

/** A path, a URL or a source as what `transform` reads. */
export function openFile(file: string | IdentifiedSource, options: UrlSourceOptions): OpenedFile {
  if (typeof file !== "string") {
    if (typeof (file as Partial<IdentifiedSource> | null)?.sourceId !== "string")
      throw new TypeError(
        "ingestFiles: files must be paths, URLs, or sources with a sourceId, such as s3Source makes.",
      );
    return { name: file.sourceId, source: file, format: formatBy(file.sourceId) };
  }
  if (/^https?:\/\//i.test(file)) {
    if (!URL.canParse(file))
      throw new TypeError(`ingestFiles: ${JSON.stringify(withoutCredentials(file))} is no URL.`);
    const url = new URL(file);
    return { name: nameOf(url), source: urlSource(file, options), format: formatBy(url.pathname) };
  }
  const path = /^file:\/\//i.test(file) ? fileURLToPath(file) : file;
  return { name: path, source: fileSource(path), format: formatBy(basename(path)) };
}

/** Parquet and Avro are read by what knows them; text by content where its name says nothing. */
function formatBy(name: string): OpenedFile["format"] {
  if (/\.parquet$/i.test(name))
    return async () => ({ format: (await import("@cloudapi/transform/parquet")).parquetFormat() });
  if (/\.avro$/i.test(name))
    return async () => ({ format: (await import("@cloudapi/transform/avro")).avroFormat() });
  const { format, delimiter } = formatOfName(name);
  return () => Promise.resolve({ format, ...(delimiter === undefined ? {} : { delimiter }) });
}
