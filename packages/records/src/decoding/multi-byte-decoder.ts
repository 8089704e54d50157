import { isAscii } from "node:buffer";
import { ByteFinder } from "../framing/byte-finder.ts";
import { type DecodedPiece, type Decoder, type Measure, SAME } from "./decoded-piece.ts";

/** A line that is longer is decoded in parts. */
const MOST_HELD = 65_536;
const REPLACEMENT = "\uFFFD";
/** U+FFFD itself in GB18030. */
const WRITTEN_REPLACEMENT = Buffer.from("8431a437", "hex");

/** Encodings in which a character is one byte or more: decoded line by line, since no character goes over a line's end. */
export class MultiByteDecoder implements Decoder {
  readonly #decoder: InstanceType<typeof TextDecoder>;
  readonly #name: string;
  /** Whether ASCII may stand for other characters. */
  readonly #hasShifts: boolean;
  #held: Buffer = Buffer.alloc(0);

  constructor(name: string) {
    this.#name = name;
    this.#decoder = new TextDecoder(name, { ignoreBOM: true });
    this.#hasShifts = name === "iso-2022-jp";
  }

  push(chunk: Uint8Array): readonly DecodedPiece[] {
    const bytes = Buffer.concat([this.#held, chunk]);
    const pieces: DecodedPiece[] = [];
    const finder = new ByteFinder(bytes);
    let start = 0;
    for (let end = finder.lineEnd(0) + 1; end <= bytes.length; end = finder.lineEnd(start) + 1) {
      pieces.push(this.#piece(bytes.subarray(start, end)));
      start = end;
    }
    if (bytes.length - start > MOST_HELD) {
      pieces.push(this.#piece(bytes.subarray(start)));
      start = bytes.length;
    }
    this.#held = bytes.subarray(start);
    return pieces;
  }

  end(): readonly DecodedPiece[] {
    const held = this.#held;
    this.#held = Buffer.alloc(0);
    const last = this.#encoded(this.#decoder.decode(held), held);
    return last.length + held.length === 0
      ? []
      : [{ utf8: last, original: held, measure: this.#measure }];
  }

  #piece(original: Buffer): DecodedPiece {
    if (!this.#hasShifts && isAscii(original)) {
      const pending = this.#decoder.decode();
      if (pending === "") return { utf8: original, original, measure: SAME };
      return {
        utf8: Buffer.concat([this.#encoded(pending, original), original]),
        original,
        measure: this.#measure,
      };
    }
    const utf8 = this.#encoded(this.#decoder.decode(original, { stream: true }), original);
    return { utf8, original, measure: this.#measure };
  }

  #encoded(text: string, original: Buffer): Buffer {
    if (!text.includes(REPLACEMENT) || original.includes(WRITTEN_REPLACEMENT))
      return Buffer.from(text);
    const parts = text.split(REPLACEMENT).flatMap((part) => [Buffer.of(0xff), Buffer.from(part)]);
    return Buffer.concat(parts.slice(1));
  }

  /** What is ASCII up to the end is counted from there; other places are found byte by byte. */
  readonly #measure: Measure = ({ utf8, original }, { to }) => {
    if (isAscii(utf8.subarray(to))) return original.length - (utf8.length - to);
    const decoder = new TextDecoder(this.#name, { ignoreBOM: true });
    let [length, boundary] = [0, 0];
    for (const [at, byte] of original.entries()) {
      if (length >= to) break;
      const text = decoder.decode(Uint8Array.of(byte), { stream: true });
      if (text === "") continue;
      length += Buffer.byteLength(text.replaceAll(REPLACEMENT, "?"));
      boundary = at + 1;
    }
    // The byte that shows another to be faulty may be a character of its own: then both come at once.
    return length < to ? original.length : boundary - (length - to);
  };
}
