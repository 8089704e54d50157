/**
 * @param kinds what the function takes, for the message
 * @throws {TypeError} when rows are not an iterable, or are text
 */
export function checkRowsArgument(what: string, rows: unknown, kinds = "an iterable"): void {
  if (typeof rows === "string" || !(Symbol.iterator in Object(rows)))
    throw new TypeError(`${what}: rows must be ${kinds} of row objects.`);
}
