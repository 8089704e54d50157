import { TrinoError } from "@cloudapi/athena/internal/analysis";

export interface S3Location {
  readonly bucket: string;
  /** Empty, or ending in a slash. */
  readonly prefix: string;
}

/** `s3://bucket/some/prefix` as bucket and prefix; a folder, whether or not a slash ends it. */
export function parseS3Location(text: string): S3Location {
  const match = /^s3[an]?:\/\/([^/]+)(?:\/(.*))?$/s.exec(text);
  if (match === null)
    throw new TrinoError(
      "HIVE_INVALID_METADATA",
      `The location '${text}' is not an S3 location: s3://bucket/prefix/`,
    );
  const prefix = match[2] ?? "";
  return {
    bucket: match[1] ?? "",
    prefix: prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`,
  };
}
