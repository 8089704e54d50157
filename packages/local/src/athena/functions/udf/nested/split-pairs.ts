import { TrinoError } from "@cloudapi/athena/internal/analysis";

/**
 * Pairs of a text such as `a=1,b=2`: each key, and its value after it.
 *
 * @throws {TrinoError} INVALID_FUNCTION_ARGUMENT for an entry without a value, and for a key that has to be there once
 */
export function splitPairs(text: string, by: string, between: string, once: boolean): string[] {
  if (by === "" || between === "") throw invalid("delimiters must not be empty");
  if (by === between) throw invalid("entryDelimiter and keyValueDelimiter must not be the same");
  const keys = new Set<string>();
  return entriesOf(text, by).flatMap((entry) => {
    const [key = "", value, more] = entry.split(between);
    if (value === undefined || more !== undefined)
      throw invalid(
        `Key-value delimiter must appear exactly once in each entry. Bad input: '${entry}'`,
      );
    if (once && keys.has(key)) throw invalid(`Duplicate keys (${key}) are not allowed`);
    keys.add(key);
    return [key, value];
  });
}

/** A delimiter at the end begins no entry. */
function entriesOf(text: string, by: string): string[] {
  const entries = text.split(by);
  if (entries.at(-1) === "") entries.pop();
  return entries;
}

function invalid(message: string): TrinoError {
  return new TrinoError("INVALID_FUNCTION_ARGUMENT", message);
}
