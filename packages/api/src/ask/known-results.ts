import type { EngineResult } from "../engine/query-engine.ts";
import { resultOfText } from "./result-text.ts";

const MOST = 200;
/** Characters of the texts together: results are some times as large as that. */
const MOST_CHARACTERS = 8 * 1024 * 1024;

/** Reads the texts of a cache; those that come again and again are read once. `undefined` when a text is no result. */
export type ReadResult = (key: string, text: string) => EngineResult | undefined;

/** A reader that keeps the results which were wanted last. */
export function knownResults(): ReadResult {
  const known = new Map<string, { readonly text: string; readonly result: EngineResult }>();
  let characters = 0;

  function forget(key: string): void {
    characters -= known.get(key)?.text.length ?? 0;
    known.delete(key);
  }

  return (key, text) => {
    const last = known.get(key);
    const result = last?.text === text ? last.result : resultOfText(text);
    forget(key);
    if (result === undefined) return undefined;
    known.set(key, { text, result });
    characters += text.length;
    for (const oldest of known.keys()) {
      if (known.size <= MOST && characters <= MOST_CHARACTERS) break;
      forget(oldest);
    }
    return result;
  };
}
