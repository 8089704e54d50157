/**
 * A table's location in the form Athena takes: `s3://bucket/prefix/`, with the slash at the end added when it is missing.
 *
 * Source: Amazon Athena User Guide, "Specify a table location in Amazon S3".
 *
 * @throws {TypeError} for what is not an s3:// URL of a bucket and prefix
 * @throws {RangeError} for a prefix that Athena would read otherwise than it is written
 */
export function tableLocation(location: unknown): string {
  if (
    typeof location !== "string" ||
    !/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:\/|$)/.test(location)
  ) {
    throw new TypeError(
      `location must be s3://bucket/prefix/, not "${String(location).slice(0, 200)}".`,
    );
  }
  const withSlash = location.endsWith("/") ? location : `${location}/`;
  const prefix = withSlash.slice("s3://".length);
  const fault = PREFIX_FAULTS.find(([pattern]) => pattern.test(prefix));
  if (fault !== undefined)
    throw new RangeError(`location "${withSlash.slice(0, 200)}" ${fault[1]}.`);
  return withSlash;
}

const PREFIX_FAULTS: readonly (readonly [RegExp, string])[] = [
  [/\/\//, "has an empty folder (//), which Athena drops, so it would read another prefix"],
  [/[*?]/, "has a wildcard; name a folder, all of whose objects are the table"],
  [/\$\{/, "has ${, which partition projection would replace"],
  [/[\p{Cc}]/u, "has a control character"],
  [/(?:^|\/)\.{1,2}\//, "has a folder named . or .., which some readers resolve"],
];
