import { invalidInput } from "./glue-error.ts";

interface Paging {
  readonly NextToken?: string;
  readonly MaxResults?: number;
}

/** The keys of items, in an order in which a page can begin after one that is no longer there. */
type KeyOf<T> = (item: T) => string;

/**
 * One page of items that are sorted by their keys. A token says after which key the next page begins, and whose list it is
 * of, so that what is added or dropped meanwhile moves nothing to another page.
 */
export function pageOf<T>(
  items: readonly T[],
  keyOf: KeyOf<T>,
  paging: Paging & { readonly list: string; readonly size: number },
): { readonly items: readonly T[]; readonly next: { readonly NextToken?: string } } {
  const after =
    paging.NextToken === undefined ? undefined : readToken(paging.NextToken, paging.list);
  const from = after === undefined ? 0 : items.findIndex((item) => keyOf(item) > after);
  if (from < 0) return { items: [], next: {} };
  const to = from + (paging.MaxResults ?? paging.size);
  const last = items[to - 1];
  const more = to < items.length && last !== undefined;
  return {
    items: items.slice(from, to),
    next: more ? { NextToken: writeToken(keyOf(last), paging.list) } : {},
  };
}

function writeToken(key: string, list: string): string {
  return Buffer.from(JSON.stringify([list, key])).toString("base64url");
}

function readToken(token: string, list: string): string {
  try {
    const read: unknown = JSON.parse(Buffer.from(token, "base64url").toString());
    if (Array.isArray(read) && read[0] === list && typeof read[1] === "string") return read[1];
  } catch {
    // It is no token of ours.
  }
  throw invalidInput("The pagination token is not valid for this request.");
}
