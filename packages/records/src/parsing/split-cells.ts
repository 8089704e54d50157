const QUOTE = '"';

/**
 * The cells of a CSV record whose quoting is right, without their quotes.
 *
 * @param isQuoted whether there is a quote in the text at all
 */
export function splitCells(text: string, isQuoted: boolean, delimiter: string): string[] {
  return isQuoted ? splitQuoted(text, delimiter) : text.split(delimiter);
}

function splitQuoted(text: string, delimiter: string): string[] {
  const cells: string[] = [];
  for (let at = 0; at <= text.length; at++) {
    const isQuoted = text.startsWith(QUOTE, at);
    const end = isQuoted ? closingQuote(text, at) + 1 : cellEnd(text, at, delimiter);
    cells.push(
      isQuoted ? text.slice(at + 1, end - 1).replaceAll('""', QUOTE) : text.slice(at, end),
    );
    at = end;
  }
  return cells;
}

function closingQuote(text: string, opening: number): number {
  let at = text.indexOf(QUOTE, opening + 1);
  while (text.startsWith(QUOTE, at + 1)) at = text.indexOf(QUOTE, at + 2);
  return at;
}

function cellEnd(text: string, start: number, delimiter: string): number {
  const end = text.indexOf(delimiter, start);
  return end < 0 ? text.length : end;
}
