import { previewValue } from "./issue.ts";

/**
 * A path as messages write it: `items[3].price`; a key that is not a plain word stands in brackets and quotes.
 *
 * @example
 * ```ts
 * import { formatPath } from "@cloudapi/records/internal";
 *
 * console.log(formatPath(["items", 3, "price"])); // => "items[3].price"
 * console.log(formatPath(["tags", "a b"])); // => "tags[\"a b\"]"
 * ```
 */
export function formatPath(path: readonly (string | number)[]): string {
  return path.map(formatPart).join("");
}

function formatPart(part: string | number, place: number): string {
  if (typeof part === "number") return `[${part}]`;
  if (!/^\w+$/.test(part)) return `[${previewValue(part)}]`;
  return place === 0 ? part : `.${part}`;
}
