/**
 * Bytes as text, at most the first `maxBytes` of them and never half of a character; what is not valid UTF-8 becomes U+FFFD.
 *
 * The text is a copy: it does not keep the bytes it came from in memory.
 *
 * @example
 * ```ts
 * import { decodeText } from "@cloudapi/records/internal";
 *
 * console.log(decodeText(Buffer.from("año"), 2)); // => "a"
 * ```
 */
export function decodeText(bytes: Uint8Array, maxBytes: number = bytes.length): string {
  const end = characterStart(bytes, maxBytes);
  return Buffer.from(bytes.buffer, bytes.byteOffset, end).toString("utf8");
}

/** The last place at or before `at` where a character starts or the bytes end. */
export function characterStart(bytes: Uint8Array, at: number): number {
  if (at >= bytes.length) return bytes.length;
  for (let start = at; start > 0 && at - start < 4; start--) {
    if (((bytes[start] ?? 0) & 0xc0) !== 0x80) return start;
  }
  return at;
}
