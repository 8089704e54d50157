/** What a function watches, and the folder of the table that it writes. */
export interface TablePlaces {
  readonly bucket: unknown;
  readonly prefix: unknown;
  readonly table: { readonly bucket: string; readonly prefix: string };
}

/**
 * Refuse places in which a function would be invoked by the files that it writes, or watch a folder of which it reads nothing.
 *
 * @throws {TypeError} naming both places and what to do
 */
export function checkTablePlace(what: string, { bucket, prefix, table }: TablePlaces): void {
  checkText(`${what}: bucket`, bucket);
  checkText(`${what}: prefix`, prefix);
  const isSameBucket = bucket === undefined || bucket === table.bucket;
  if (isSameBucket && table.prefix === "")
    throw new TypeError(
      `${what}: the table needs a folder, such as destination.prefix "tables/logs/", or a bucket of its own.`,
    );
  if (!isSameBucket || typeof prefix !== "string") return;
  const isOverlapping = table.prefix.startsWith(prefix) || prefix.startsWith(table.prefix);
  if (isOverlapping)
    throw new TypeError(
      `${what}: the table's folder ${JSON.stringify(table.prefix)} and the watched prefix ${JSON.stringify(prefix)} lie within one another, in the same bucket: the function would be invoked by its own output. Choose another prefix, or another bucket.`,
    );
}

function checkText(option: string, value: unknown): void {
  if (value === undefined || (typeof value === "string" && !value.startsWith("/"))) return;
  throw new TypeError(
    `${option} must be text that doesn't begin with a slash, not ${JSON.stringify(value)}.`,
  );
}
