/** 0x80 to 0x9F of Windows-1252; a space where it has nothing. Node's own decoder has not been right in every release. */
const WINDOWS_1252 = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";
const INVALID = Uint8Array.of(0xff);

/** For each byte its character in UTF-8; a byte that UTF-8 never has where the encoding has no character. */
export function singleByteTable(name: string): readonly Uint8Array[] {
  const character = characterOf(name);
  return Array.from({ length: 256 }, (_, byte) => {
    if (byte < 0x80) return Uint8Array.of(byte);
    const text = character(byte);
    return text === undefined ? INVALID : new TextEncoder().encode(text);
  });
}

function characterOf(name: string): (byte: number) => string | undefined {
  if (name === "ISO-8859-1") return (byte) => String.fromCharCode(byte);
  if (name === "windows-1252")
    return (byte) => {
      const text = byte < 0xa0 ? WINDOWS_1252[byte - 0x80] : String.fromCharCode(byte);
      return text === " " ? undefined : text;
    };
  const decoder = new TextDecoder(name);
  const hasControls = name.startsWith("iso-8859");
  return (byte) => {
    const text = decoder.decode(Uint8Array.of(byte));
    const isControl = text >= "\x80" && text <= "\x9f";
    return text === "\uFFFD" || text === "" || (isControl && !hasControls) ? undefined : text;
  };
}
