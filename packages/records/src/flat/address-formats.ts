const [AT, COLON, DASH, POINT, SLASH, FIRST_SEEN, DELETE] = [
  0x40, 0x3a, 0x2d, 0x2e, 0x2f, 0x21, 0x7f,
] as const;
/** What bytes are in addresses: letters, digits, and the marks that the part before `@` may have. */
const [LETTER, DIGIT, LOCAL_MARK, APOSTROPHE] = [1, 2, 4, 8] as const;
const KINDS = new Uint8Array(256)
  .fill(LETTER, 0x41, 0x5b)
  .fill(LETTER, 0x61, 0x7b)
  .fill(DIGIT, 0x30, 0x3a);
for (const mark of "_+-") KINDS[mark.charCodeAt(0)] = LOCAL_MARK;
KINDS["'".charCodeAt(0)] = APOSTROPHE;
const MOST_HOST = 253;
const MOST_PORT_DIGITS = 4;
const SCHEMES = ["https://", "http://"] as const;

/** Whether bytes are an e-mail address as zod has them. */
export function isEmail(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  let before = 0;
  for (; at < end && bytes[at] !== AT; at++) {
    const byte = bytes[at] as number;
    const kind = KINDS[byte] as number;
    // Points stand between others, one at a time.
    if (byte === POINT ? before === 0 : kind === 0) return false;
    before = kind;
  }
  if (at === end || before === 0 || before === APOSTROPHE) return false;
  return isMailHost(bytes, at + 1, end);
}

/** Names of letters, digits and dashes that begin with none of the last, with points between them; the last is of letters alone. */
function isMailHost(bytes: Uint8Array, start: number, end: number): boolean {
  let first = start;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    const kind = KINDS[byte] as number;
    if (byte === POINT) {
      if (at === first) return false;
      first = at + 1;
    } else if (kind !== LETTER && kind !== DIGIT && (byte !== DASH || at === first)) return false;
  }
  if (first === start || end - first < 2) return false;
  for (let at = first; at < end; at++) if (KINDS[bytes[at] as number] !== LETTER) return false;
  return true;
}

/**
 * Whether bytes are an address of the web that every parser of addresses takes: a scheme in lower case, a host of names with points
 * between them, a port of few digits, and behind it anything that is seen and is ASCII. Of others it says no.
 */
export function isWebUrl(bytes: Uint8Array, start: number, end: number): boolean {
  const scheme = SCHEMES.find((each) => hasText(bytes, start, end, each));
  if (scheme === undefined) return false;
  const host = start + scheme.length;
  let at = endOfHost(bytes, host, end);
  if (at < 0) return false;
  if (at < end && bytes[at] === COLON) {
    const port = ++at;
    while (at < end && KINDS[bytes[at] as number] === DIGIT) at++;
    if (at === port || at - port > MOST_PORT_DIGITS) return false;
  }
  if (at < end && bytes[at] !== SLASH) return false;
  for (; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte < FIRST_SEEN || byte >= DELETE) return false;
  }
  return true;
}

/** Where a host ends; -1 for what may be none. The last name begins with a letter, so that it is no number, and no name has two dashes. */
function endOfHost(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  let first = start;
  for (; at < end; at++) {
    const byte = bytes[at] as number;
    const kind = KINDS[byte] as number;
    if (kind === LETTER || kind === DIGIT) continue;
    const isInside = at > first && bytes[at - 1] !== DASH;
    if (byte === DASH && isInside) continue;
    if (byte !== POINT) break;
    if (!isInside) return -1;
    first = at + 1;
  }
  const isRight = at > first && bytes[at - 1] !== DASH && KINDS[bytes[first] as number] === LETTER;
  return isRight && at - start <= MOST_HOST ? at : -1;
}

function hasText(bytes: Uint8Array, start: number, end: number, text: string): boolean {
  if (start + text.length > end) return false;
  for (let i = 0; i < text.length; i++) if (bytes[start + i] !== text.charCodeAt(i)) return false;
  return true;
}
