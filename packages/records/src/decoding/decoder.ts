import { isAscii } from "node:buffer";
import { encodeText } from "../source/encode-text.ts";
import {
  type DecodedPiece,
  type Decoder,
  type Measure,
  ONE_BYTE,
  SAME,
  TWO_BYTES,
} from "./decoded-piece.ts";
import type { Encoding } from "./encoding.ts";
import { MultiByteDecoder } from "./multi-byte-decoder.ts";
import { singleByteTable } from "./single-byte-table.ts";

/** A decoder for an encoding other than UTF-8. */
export function decoderOf({ name, kind }: Encoding): Decoder {
  if (kind === "utf-16") return new Utf16Decoder(name === "UTF-16BE");
  return kind === "multi" ? new MultiByteDecoder(name) : new SingleByteDecoder(name);
}

/** The text of the first bytes of a source, in UTF-8. */
export function decodeHead(encoding: Encoding, head: Uint8Array): Buffer {
  const decoder = decoderOf(encoding);
  const pieces = [...decoder.push(head), ...decoder.end()];
  return Buffer.concat(pieces.map(({ utf8 }) => utf8));
}

class SingleByteDecoder implements Decoder {
  readonly #table: readonly Uint8Array[];

  constructor(name: string) {
    this.#table = singleByteTable(name);
  }

  push(chunk: Uint8Array): readonly DecodedPiece[] {
    const original = Buffer.from(chunk);
    if (isAscii(original)) return [{ utf8: original, original, measure: SAME }];
    const utf8 = Buffer.allocUnsafe(3 * original.length);
    let at = 0;
    for (const byte of original) {
      if (byte < 0x80) utf8[at++] = byte;
      else for (const part of this.#table[byte] as Uint8Array) utf8[at++] = part;
    }
    return [{ utf8: utf8.subarray(0, at), original, measure: ONE_BYTE }];
  }

  end(): readonly DecodedPiece[] {
    return [];
  }
}

class Utf16Decoder implements Decoder {
  readonly #isBigEndian: boolean;
  #held: Buffer = Buffer.alloc(0);

  constructor(isBigEndian: boolean) {
    this.#isBigEndian = isBigEndian;
  }

  push(chunk: Uint8Array): readonly DecodedPiece[] {
    const bytes = Buffer.concat([this.#held, chunk]);
    let end = bytes.length - (bytes.length % 2);
    if (end > 0 && isFirstHalf(bytes, end - 2, this.#isBigEndian)) end -= 2;
    this.#held = bytes.subarray(end);
    return end === 0 ? [] : [this.#piece(bytes.subarray(0, end))];
  }

  end(): readonly DecodedPiece[] {
    const [held, left] = [this.#held, this.#held.length % 2];
    const pairs = held.subarray(0, held.length - left);
    const half = held.subarray(held.length - left);
    this.#held = Buffer.alloc(0);
    return [
      ...(pairs.length > 0 ? [this.#piece(pairs)] : []),
      ...(left > 0
        ? [{ utf8: Buffer.from([0xff]), original: half, measure: SAME as Measure }]
        : []),
    ];
  }

  #piece(original: Buffer): DecodedPiece {
    const little = this.#isBigEndian ? Buffer.from(original).swap16() : original;
    const utf8 = Buffer.concat([...encodeText(little.toString("utf16le"))]);
    return { utf8, original, measure: TWO_BYTES };
  }
}

/** Whether two bytes are the first half of a character of four. */
function isFirstHalf(bytes: Buffer, at: number, isBigEndian: boolean): boolean {
  return ((bytes[isBigEndian ? at : at + 1] ?? 0) & 0xfc) === 0xd8;
}
