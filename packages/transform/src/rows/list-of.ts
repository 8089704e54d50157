/** Rows as a list. @throws {TypeError} when they are none, such as text, or a promise or stream of rows */
export function listOf<T>(what: string, rows: Iterable<T>): T[] {
  if (typeof rows === "string" || !(Symbol.iterator in Object(rows)))
    throw new TypeError(`${what}: rows must be an iterable of row objects, such as a list.`);
  return [...rows];
}
