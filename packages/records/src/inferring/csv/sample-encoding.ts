import { isUtf8 } from "node:buffer";
import { decodeHead } from "../../decoding/decoder.ts";
import { encodingOf } from "../../decoding/encoding.ts";

/** The text of a sample as UTF-8, and the encoding that it is in otherwise. */
export interface DecodedSample {
  readonly text: Buffer;
  readonly encoding: string | undefined;
  /** Whether the bytes may as well be text of another encoding. */
  readonly isGuess: boolean;
}

const KANA = /[\u3040-\u30ff]/g;
const UNUSUAL = /[^\p{ASCII}\p{L}\p{M}\p{P}\p{S}\p{Zs}]|[\ue000-\uf8ff]/u;

/** Decode a sample, in the encoding that its mark or its bytes show; what they leave open is told. */
export function decodeSample(bytes: Uint8Array, seen: string | undefined): DecodedSample {
  if (seen?.startsWith("UTF-16") === true) return decoded(bytes, seen.toLowerCase(), false);
  if (isUtf8(bytes)) return { text: Buffer.from(bytes), encoding: undefined, isGuess: false };
  for (const name of ["shift_jis", "euc-jp"])
    if (isJapanese(bytes, name)) return decoded(bytes, name, true);
  if (isMac(bytes)) return decoded(bytes, "macintosh", true);
  const isWindows = !bytes.some((byte) => [0x81, 0x8d, 0x8f, 0x90, 0x9d].includes(byte));
  return decoded(bytes, isWindows ? "windows-1252" : "latin1", true);
}

function decoded(bytes: Uint8Array, encoding: string, isGuess: boolean): DecodedSample {
  return { text: textOf(bytes, encoding), encoding, isGuess };
}

function textOf(bytes: Uint8Array, encoding: string): Buffer {
  return decodeHead(encodingOf("inferDataset", encoding), bytes);
}

/** Bytes that are right in an encoding of Japanese, and much of them kana. */
function isJapanese(bytes: Uint8Array, name: string): boolean {
  try {
    const text = new TextDecoder(name, { fatal: true }).decode(bytes.subarray(0, lineEnd(bytes)));
    const others = text.replaceAll(/\p{ASCII}/gu, "");
    const kana = others.match(KANA)?.length ?? 0;
    return kana * 10 >= others.length && kana > 0 && !UNUSUAL.test(others);
  } catch {
    return false;
  }
}

/** The end of the last line, before which no character is cut. */
function lineEnd(bytes: Uint8Array): number {
  const end = Math.max(bytes.lastIndexOf(0x0a), bytes.lastIndexOf(0x0d));
  return end < 0 ? bytes.length : end;
}

/** Lines end in CR alone, and letters stand where Windows has signs. */
function isMac(bytes: Uint8Array): boolean {
  let [returns, feeds, low, high] = [0, 0, 0, 0];
  for (const byte of bytes) {
    if (byte === 0x0d) returns++;
    else if (byte === 0x0a) feeds++;
    else if (byte >= 0xc0) high++;
    else if (byte >= 0x80 && byte < 0xa0) low++;
  }
  return returns > feeds && low > high;
}
