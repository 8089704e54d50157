import { type LoadFile, uriOf } from "./load-file.ts";

/**
 * The text of a manifest that COPY reads: every file has to be there, with the size that was seen.
 *
 * @throws {TypeError} for no file, or one that is named twice
 *
 * @example
 * ```ts
 * import { buildManifest } from "@cloudapi/redshift";
 *
 * console.log(buildManifest([{ bucket: "lake", key: "a.parquet", sizeBytes: 120 }]));
 * // => '{"entries":[{"url":"s3://lake/a.parquet","mandatory":true,"meta":{"content_length":120}}]}'
 * ```
 */
export function buildManifest(
  files: readonly Pick<LoadFile, "bucket" | "key" | "sizeBytes">[],
): string {
  const urls = new Set(files.map(uriOf));
  if (urls.size === 0) throw new TypeError("buildManifest: a manifest names at least one file.");
  if (urls.size < files.length) throw new TypeError("buildManifest: a file is named twice.");
  const entries = files.map((file) => ({
    url: uriOf(file),
    mandatory: true,
    meta: { content_length: file.sizeBytes },
  }));
  return JSON.stringify({ entries });
}
