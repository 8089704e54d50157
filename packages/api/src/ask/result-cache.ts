/**
 * Where results are kept. With one that servers share, what one has asked none has to ask again: give it to those alone whose engines
 * have the same tables. What it throws, or doesn't answer in a third of a request's time, costs a query.
 */
export interface ResultCache {
  /** `undefined` when there is none, or no more. */
  get(key: string): Promise<string | undefined>;
  set(key: string, text: string, maxAgeMs: number): Promise<void>;
}

/** Options of `memoryCache`. */
export interface MemoryCacheOptions {
  /** Characters of all results together, of which each has some hundred for its own place; default 64 Mi, which are 64 to 128 MiB. */
  readonly maxCharacters?: number;
  readonly now?: () => number;
}

const MAX_CHARACTERS = 64 * 1024 * 1024;
/** What an entry takes beside its text, so that many small ones are bounded, too. */
const ENTRY_CHARACTERS = 250;

/**
 * Results in the memory of this process: those that were not wanted for longest make room for others.
 *
 * @example
 * ```ts
 * import { memoryCache } from "@cloudapi/api";
 *
 * const cache = memoryCache({ maxCharacters: 1_000 });
 * await cache.set("a", "1", 60_000);
 * console.log(await cache.get("a")); // => "1"
 * ```
 */
export function memoryCache({
  maxCharacters = MAX_CHARACTERS,
  now = Date.now,
}: MemoryCacheOptions = {}): ResultCache {
  const entries = new Map<string, { readonly text: string; readonly endMs: number }>();
  let characters = 0;

  function add(key: string, entry: { readonly text: string; readonly endMs: number }): void {
    entries.set(key, entry);
    characters += entry.text.length + ENTRY_CHARACTERS;
  }

  function remove(key: string): void {
    const entry = entries.get(key);
    if (entry !== undefined) characters -= entry.text.length + ENTRY_CHARACTERS;
    entries.delete(key);
  }

  return {
    get: async (key) => {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      remove(key);
      if (entry.endMs <= now()) return undefined;
      add(key, entry);
      return entry.text;
    },
    set: async (key, text, maxAgeMs) => {
      remove(key);
      if (text.length + ENTRY_CHARACTERS > maxCharacters) return;
      add(key, { text, endMs: now() + maxAgeMs });
      for (const oldest of entries.keys()) {
        if (characters <= maxCharacters) break;
        remove(oldest);
      }
    },
  };
}
