const PIECE_LENGTH = 65_536;

/**
 * Text as UTF-8, in pieces of bounded size.
 *
 * Half of a surrogate pair can't be written in UTF-8; it is written as the three bytes it would have, which a
 * reader refuses as invalid, instead of U+FFFD, which would replace it in silence.
 */
export function* encodeText(text: string): Generator<Uint8Array> {
  for (let start = 0; start < text.length; ) {
    let end = Math.min(start + PIECE_LENGTH, text.length);
    if (end < text.length && isHighSurrogate(text.charCodeAt(end - 1))) end++;
    yield encodePiece(text.slice(start, end));
    start = end;
  }
}

/** Whether a UTF-16 unit is the first half of a surrogate pair. */
export function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function encodePiece(text: string): Uint8Array {
  if (text.isWellFormed()) return Buffer.from(text, "utf8");
  const parts: Uint8Array[] = [];
  for (const character of text) {
    const unit = character.charCodeAt(0);
    const isLone = character.length === 1 && unit >= 0xd800 && unit <= 0xdfff;
    parts.push(isLone ? loneSurrogate(unit) : Buffer.from(character, "utf8"));
  }
  return Buffer.concat(parts);
}

function loneSurrogate(unit: number): Uint8Array {
  return Uint8Array.of(0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f));
}
