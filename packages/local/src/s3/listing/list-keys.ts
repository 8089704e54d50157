import { compareUtf8 } from "@cloudapi/core/internal";
import type { SortedMap } from "../store/sorted-map.ts";

/** What to list: keys under a prefix, rolled up at a delimiter. */
export interface ListRequest {
  readonly prefix: string;
  /** Empty for none. */
  readonly delimiter: string;
  /** List what comes after this key or common prefix; empty for the beginning. */
  readonly after: string;
  readonly limit: number;
}

/** A page of keys and common prefixes, together in UTF-8 byte order. */
export interface ListPage<V> {
  readonly entries: readonly (readonly [key: string, value: V])[];
  readonly commonPrefixes: readonly string[];
  /** The last key or common prefix of the page, when more follows. */
  readonly next: string | undefined;
}

/** List keys in order; those whose value `visible` refuses do not count. */
export function listKeys<V>(
  keys: SortedMap<V>,
  request: ListRequest,
  visible: (value: V) => boolean = () => true,
): ListPage<V> {
  const { after, limit } = request;
  const entries: [string, V][] = [];
  const commonPrefixes: string[] = [];
  let last: string | undefined;
  for (const [key, value] of keysUnder(keys, request)) {
    if (key === after || !visible(value)) continue;
    const rolled = rollUp(key, request);
    if (rolled !== undefined && (rolled === after || rolled === last)) continue;
    if (entries.length + commonPrefixes.length >= limit)
      return { entries, commonPrefixes, next: limit === 0 ? undefined : last };
    if (rolled === undefined) entries.push([key, value]);
    else commonPrefixes.push(rolled);
    last = rolled ?? key;
  }
  return { entries, commonPrefixes, next: undefined };
}

function* keysUnder<V>(keys: SortedMap<V>, { prefix, after }: ListRequest): Generator<[string, V]> {
  for (const entry of keys.from(compareUtf8(after, prefix) > 0 ? after : prefix)) {
    if (!entry[0].startsWith(prefix)) return;
    yield entry;
  }
}

/** The common prefix a key falls under, or `undefined` when it stands for itself. */
function rollUp(key: string, { prefix, delimiter }: ListRequest): string | undefined {
  if (delimiter === "") return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at === -1 ? undefined : key.slice(0, at + delimiter.length);
}
