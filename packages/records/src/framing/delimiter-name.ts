/** The delimiters that are read, each with what it is called. */
export const DELIMITERS = { ",": "comma", ";": "semicolon", "|": "bar", "\t": "tab" } as const;

/** What a delimiter is called in a message: "comma". */
export function delimiterName(delimiter: string): string {
  return (
    DELIMITERS[delimiter as keyof typeof DELIMITERS] ?? `delimiter (${JSON.stringify(delimiter)})`
  );
}
