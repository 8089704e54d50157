/**
 * Names that columns can have for names in a source, which are different where those are.
 *
 * @param reserved names that no column may have, in any case
 *
 * @example
 * ```ts
 * import { safeNames } from "@cloudapi/records/internal";
 *
 * console.log([...safeNames(["Order ID", "year"], ["year"]).values()]); // => ["Order_ID", "year_2"]
 * ```
 */
export function safeNames(
  sources: readonly string[],
  reserved: readonly string[] = [],
): ReadonlyMap<string, string> {
  const taken = new Set(reserved.map((name) => name.toLowerCase()));
  const names = new Map<string, string>();
  const isSafe = (name: string) =>
    /^[A-Za-z0-9_]{1,255}$/.test(name) && !(name in Object.prototype);
  // Names that are safe as they are keep theirs, whatever comes before them.
  for (const source of sources) {
    if (!isSafe(source) || taken.has(source.toLowerCase())) continue;
    taken.add(source.toLowerCase());
    names.set(source, source);
  }
  for (const source of sources) {
    if (names.has(source)) continue;
    const base = baseOf(source);
    let name = base;
    for (let next = 2; taken.has(name.toLowerCase()) || !isSafe(name); next++)
      name = `${base}_${next}`;
    taken.add(name.toLowerCase());
    names.set(source, name);
  }
  return names;
}

function baseOf(source: string): string {
  const plain = source
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll("ß", "ss")
    .replaceAll(/[^A-Za-z0-9]+/g, "_")
    .replaceAll(/^_|_$/g, "")
    .slice(0, 200);
  return plain === "" ? "column" : plain;
}
