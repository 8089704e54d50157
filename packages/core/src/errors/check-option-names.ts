import { didYouMean } from "./did-you-mean.ts";

/**
 * Throw when an options object has a key that is not known, so that a typo never passes in silence.
 *
 * @param what the function or object the options belong to, for the message
 * @throws {TypeError} naming the unknown option, the nearest known one and all known ones
 *
 * @example
 * ```ts
 * import { checkOptionNames } from "@cloudapi/core/internal";
 *
 * checkOptionNames("uploadFile", { signal: undefined }, ["signal", "onProgress"]);
 * ```
 */
export function checkOptionNames(
  what: string,
  options: object | undefined,
  known: readonly string[],
): void {
  if (options === undefined) return;
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new TypeError(`${what}: options must be an object, not ${kindOf(options)}.`);
  }
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) throw new TypeError(unknownOption(what, name, known));
  }
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "an array" : `a ${typeof value}`;
}

function unknownOption(what: string, name: string, known: readonly string[]): string {
  const nearest = didYouMean(name, known);
  const hint = nearest === undefined ? "" : ` Did you mean "${nearest}"?`;
  const list = known.length === 0 ? "It takes no options." : `Known options: ${known.join(", ")}.`;
  return `${what}: unknown option "${name}".${hint} ${list}`;
}
