import { S3Error } from "../s3-error.ts";

/** A paging number of a query: 1,000 unless told, and never more. */
export function readMax(
  query: ReadonlyMap<string, string>,
  name: string,
  usual = 1000,
  cap = 1000,
): number {
  const text = query.get(name);
  if (text === undefined || text === "") return usual;
  if (!/^\d{1,10}$/.test(text) || Number(text) > 2 ** 31 - 1) {
    throw new S3Error(
      "InvalidArgument",
      `Argument ${name} must be an integer between 0 and 2147483647`,
      {
        details: { ArgumentName: name, ArgumentValue: text.slice(0, 100) },
      },
    );
  }
  return Math.min(Number(text), cap);
}
