const [QUOTE, BACKSLASH, COLON, OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST] = [
  0x22, 0x5c, 0x3a, 0x7b, 0x7d, 0x5b, 0x5d,
] as const;

/** Call back for each key of an object's text, with the place behind its colon; the text must be valid JSON. */
export function forEachTopLevelKey(
  text: string,
  visit: (key: string, valueStart: number) => void,
): void {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === OPEN_OBJECT || unit === OPEN_LIST) depth++;
    else if (unit === CLOSE_OBJECT || unit === CLOSE_LIST) depth--;
    else if (unit === QUOTE) {
      const end = stringEnd(text, at);
      const colon = depth === 1 ? skipBlanks(text, end) : -1;
      if (text.charCodeAt(colon) === COLON)
        visit(JSON.parse(text.slice(at, end)) as string, colon + 1);
      at = end - 1;
    }
  }
}

/** The place behind the closing quote of the string that opens at `start`. */
function stringEnd(text: string, start: number): number {
  let at = start + 1;
  for (let unit = text.charCodeAt(at); unit !== QUOTE; unit = text.charCodeAt(at))
    at += unit === BACKSLASH ? 2 : 1;
  return at + 1;
}

/** The first place from `start` on that is not white space. */
export function skipBlanks(text: string, start: number): number {
  let at = start;
  while (/\s/.test(text.charAt(at))) at++;
  return at;
}
