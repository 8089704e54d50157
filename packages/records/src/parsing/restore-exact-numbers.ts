/** Runs of digits too long for a double to hold each one. */
const LONG_NUMBER = /[\d.]{16}/;
/** Longer ones fit no column, and are slow to convert. */
const INTEGER = /^-?\d{1,40}$/;

/** What a reviver of `JSON.parse` gets in Node 22 and later (TC39, JSON.parse source text access). */
interface SourceText {
  readonly source?: string;
}

/**
 * Put the exact value in place of numbers that may have lost digits: a bigint for an integer, the text for any other.
 *
 * @param record what `text` parsed to
 * @param fields names of the top-level fields to look at
 */
export function restoreExactNumbers(
  record: Record<string, unknown>,
  text: string,
  fields: ReadonlySet<string>,
): void {
  if (!LONG_NUMBER.test(text)) return;
  const found: { readonly holder: unknown; readonly key: string; readonly source: string }[] = [];
  function note(this: unknown, key: string, value: unknown, context?: SourceText): unknown {
    if (typeof value === "number" && fields.has(key) && context?.source !== undefined) {
      found.push({ holder: this, key, source: context.source });
    }
    return value;
  }
  const root: unknown = JSON.parse(text, note);
  for (const { holder, key, source } of found) {
    if (holder === root) record[key] = INTEGER.test(source) ? BigInt(source) : source;
  }
}
