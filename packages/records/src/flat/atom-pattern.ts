/** Bytes of a set, at least and at most so many one behind the other. */
export interface Atom {
  /** By byte, 1 for those of the set. */
  readonly bytes: Uint8Array;
  readonly fewest: number;
  readonly most: number;
}

/** Atoms are told apart by a bit each. */
const MOST_ATOMS = 16;
const BYTES = 256;
const ASCII = 0x80;
const [LF, CR] = [0x0a, 0x0d] as const;
const DIGITS = setOf((character) => /[0-9]/.test(character));
const WORD = setOf((character) => /[0-9A-Za-z_]/.test(character));
const ANY = setOf((_, byte) => byte !== LF && byte !== CR);
const QUANTIFIER = /^(?:[*+?]|\{(\d{1,4})(?:(,)(\d{1,4})?)?\})/;
const SPECIAL = /[\^$()|*+?{}[\]]/;

/**
 * A pattern as sets of bytes one behind the other, where it is so simple: from the beginning to the end of a text, without choices, and
 * of which each byte says by itself where the next set begins. What fits them fits the pattern; of texts outside ASCII they say nothing.
 */
export function atomsOf({ source, flags }: RegExp): readonly Atom[] | undefined {
  if (flags !== "" && flags !== "u") return undefined;
  const whole = /^\^(?:\((?:\?:)?([^()]*)\)|([^()]*))\$$/s.exec(source);
  const body = whole?.[1] ?? whole?.[2];
  if (body === undefined || body.replaceAll("\\\\", "").endsWith("\\")) return undefined;
  const atoms: Atom[] = [];
  for (let at = 0; at < body.length; ) {
    const set = readSet(body, at);
    if (set === undefined || atoms.length === MOST_ATOMS) return undefined;
    const count = readCount(body, set.end);
    if (count === undefined) return undefined;
    atoms.push({ bytes: set.bytes, fewest: count.fewest, most: count.most });
    at = count.end;
  }
  return atoms.every((_, i) => isPlainAt(atoms, i)) ? atoms : undefined;
}

/** Whether bytes are those of the atoms. */
export function areOfAtoms(
  atoms: readonly Atom[],
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  let at = start;
  for (const { bytes: set, fewest, most } of atoms) {
    const last = Math.min(end, at + most);
    const first = at;
    while (at < last && set[bytes[at] as number] === 1) at++;
    if (at - first < fewest) return false;
  }
  return at === end;
}

/** Whether what may come behind an atom of no fixed length is no part of it. */
function isPlainAt(atoms: readonly Atom[], i: number): boolean {
  const { bytes, fewest, most } = atoms[i] as Atom;
  if (fewest === most) return true;
  for (const next of atoms.slice(i + 1)) {
    if (next.bytes.some((isIn, byte) => isIn === 1 && bytes[byte] === 1)) return false;
    if (next.fewest > 0) return true;
  }
  return true;
}

interface ReadSet {
  readonly bytes: Uint8Array;
  readonly end: number;
}

function readSet(body: string, at: number): ReadSet | undefined {
  const character = body[at] as string;
  if (character === "[") return readClass(body, at + 1);
  if (character === ".") return { bytes: ANY, end: at + 1 };
  if (character === "\\") return readEscape(body, at);
  if (SPECIAL.test(character) || character.charCodeAt(0) >= ASCII) return undefined;
  return { bytes: setOf((other) => other === character), end: at + 1 };
}

/** An escape that stands for digits, for what words are made of, or for a mark of punctuation. */
function readEscape(body: string, at: number): ReadSet | undefined {
  const escaped = body[at + 1] ?? "";
  const end = at + 2;
  if (escaped === "d") return { bytes: DIGITS, end };
  if (escaped === "w") return { bytes: WORD, end };
  return /^[!-/:-@[-`{-~]$/.test(escaped)
    ? { bytes: setOf((other) => other === escaped), end }
    : undefined;
}

function readClass(body: string, start: number): ReadSet | undefined {
  const isNegated = body[start] === "^";
  const bytes = new Uint8Array(BYTES);
  let at = isNegated ? start + 1 : start;
  while (at < body.length && body[at] !== "]") {
    const first = readMember(body, at);
    if (first === undefined) return undefined;
    at = first.end;
    if (body[at] !== "-" || body[at + 1] === "]") {
      add(bytes, first.bytes);
      continue;
    }
    const last = readMember(body, at + 1);
    const [from, to] = [onlyByte(first.bytes), last && onlyByte(last.bytes)];
    if (last === undefined || from === undefined || to === undefined || from > to) return undefined;
    bytes.fill(1, from, to + 1);
    at = last.end;
  }
  if (body[at] !== "]") return undefined;
  return { bytes: isNegated ? setOf((_, byte) => bytes[byte] !== 1) : bytes, end: at + 1 };
}

function readMember(body: string, at: number): ReadSet | undefined {
  const character = body[at] ?? "";
  if (character === "\\") return readEscape(body, at);
  if (character === "[" || character === "" || character.charCodeAt(0) >= ASCII) return undefined;
  return { bytes: setOf((other) => other === character), end: at + 1 };
}

function onlyByte(bytes: Uint8Array): number | undefined {
  const byte = bytes.indexOf(1);
  return byte >= 0 && bytes.lastIndexOf(1) === byte ? byte : undefined;
}

function add(bytes: Uint8Array, others: Uint8Array): void {
  for (const [byte, isIn] of others.entries()) if (isIn === 1) bytes[byte] = 1;
}

/** How often the set before a place may come. */
function readCount(
  body: string,
  at: number,
): { readonly fewest: number; readonly most: number; readonly end: number } | undefined {
  const match = QUANTIFIER.exec(body.slice(at));
  if (match === null) return body[at] === "{" ? undefined : { fewest: 1, most: 1, end: at };
  const [quantifier, from, comma, to] = match;
  const end = at + quantifier.length;
  // A lazy one.
  if (body[end] === "?") return undefined;
  const endless = 0x7fffffff;
  if (quantifier === "*") return { fewest: 0, most: endless, end };
  if (quantifier === "+") return { fewest: 1, most: endless, end };
  if (quantifier === "?") return { fewest: 0, most: 1, end };
  const fewest = Number(from);
  const most = comma === undefined ? fewest : to === undefined ? endless : Number(to);
  return { fewest, most, end };
}

/** Characters of ASCII of which a test says yes, by their bytes. */
function setOf(test: (character: string, byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: BYTES }, (_, byte) =>
    byte < ASCII && test(String.fromCharCode(byte), byte) ? 1 : 0,
  );
}
