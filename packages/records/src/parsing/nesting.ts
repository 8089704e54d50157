const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** The place of the bracket that opens one level more of JSON text than there may be, or -1; the text need not be right. */
export function tooDeepAt(text: string, maxDepth: number): number {
  if (text.length <= maxDepth || !hasMoreThan(maxDepth, text)) return -1;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) at = closingQuote(text, at);
    else if (unit === CLOSE_LIST || unit === CLOSE_OBJECT) depth--;
    else if ((unit === OPEN_LIST || unit === OPEN_OBJECT) && ++depth > maxDepth) return at;
  }
  return -1;
}

/** Whether there are so many opening brackets at all: most texts are let through by this. */
function hasMoreThan(count: number, text: string): boolean {
  let left = count;
  for (const bracket of ["[", "{"]) {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1))
      if (--left < 0) return true;
  }
  return false;
}

function closingQuote(text: string, opening: number): number {
  for (let at = opening + 1; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) return at;
    if (unit === BACKSLASH) at++;
  }
  return text.length;
}
