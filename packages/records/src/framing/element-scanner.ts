/** Deeper nesting is treated as a fault, which bounds what a hostile file can cost. */
const MAX_DEPTH = 32;

const [LF, QUOTE, COMMA, COLON, OPEN_LIST, BACKSLASH, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [
  0x0a, 0x22, 0x2c, 0x3a, 0x5b, 0x5c, 0x5d, 0x7b, 0x7d,
] as const;

/** What may come next. */
type Expect =
  | "value"
  | "value or ]"
  | "key"
  | "key or }"
  | ":"
  | ", or end"
  | "scalar"
  | "string"
  | "escape";

/**
 * Finds where one JSON value ends, over any number of chunks, without looking at scalars closely.
 *
 * After a fault it can go on in a lax way, to find where the value was most likely meant to end: where
 * its brackets close, before `{` at the start of a line, or before the `{` of `},{`.
 */
export class ElementScanner {
  /** `open`: more bytes are needed; `ended`: the value ends at the place returned; `faulty`: it can't be JSON from there on. */
  status: "open" | "ended" | "faulty" = "open";
  /** Offset of the first `{` inside the value that starts a line: where the next record may start, if this one is cut off. */
  firstLineBrace: number | undefined;
  /** Kinds of the open brackets, innermost last: true for `{`. */
  readonly #open: boolean[] = [];
  #expect: Expect = "value";
  #isKey = false;
  #atLineStart = false;
  #isLax = false;
  /** How much of `},` has been seen. */
  #seenOfBorder = 0;

  /**
   * Look at the bytes from `from` on, the first of which lies at `byteOffset` in the source.
   *
   * @returns the place behind the last byte looked at; at the end of the value, the place behind it
   */
  scan(bytes: Uint8Array, from: number, byteOffset: number): number {
    if (this.#isLax) return this.#scanLax(bytes, from);
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at] as number;
      if (this.#expect === "string" || this.#expect === "escape") {
        if (byte > BACKSLASH || (byte > QUOTE && byte < BACKSLASH)) this.#expect = "string";
        else this.#inString(byte);
      } else if (byte === 0x20 || byte === 0x0d || byte === 0x09 || byte === LF) this.#blank(byte);
      else if (this.#expect !== "scalar") this.#token(byte, byteOffset + at);
      else if (byte === COMMA || byte === CLOSE_LIST || byte === CLOSE_OBJECT)
        this.#endScalar(byte, byteOffset + at);
      else if (byte === QUOTE || byte === COLON || byte === OPEN_LIST || byte === OPEN_OBJECT)
        this.status = "faulty";
      if (this.status === "faulty") return at;
      if (this.status === "ended") return this.#expect === "scalar" ? at : at + 1;
    }
    return bytes.length;
  }

  /** Go on from a fault, in the lax way. */
  resync(): void {
    this.#isLax = true;
    this.status = "open";
  }

  #inString(byte: number): void {
    if (byte === LF) this.status = "faulty";
    else if (this.#expect === "escape") this.#expect = "string";
    else if (byte === BACKSLASH) this.#expect = "escape";
    else if (byte === QUOTE) this.#afterValue(this.#isKey ? ":" : ", or end");
  }

  #blank(byte: number): void {
    if (byte === LF) this.#atLineStart = true;
    if (this.#expect === "scalar" && this.#open.length === 0) this.status = "ended";
    else if (this.#expect === "scalar") this.#expect = ", or end";
  }

  #endScalar(byte: number, offset: number): void {
    if (this.#open.length === 0) {
      this.status = "ended";
      return;
    }
    this.#expect = ", or end";
    this.#token(byte, offset);
  }

  #token(byte: number, offset: number): void {
    const atLineStart = this.#atLineStart;
    const expect = this.#expect;
    if (expect === "value" || expect === "value or ]") this.#value(byte, offset);
    else if (expect === ":") this.#need(byte === COLON, "value");
    else if (expect === ", or end") this.#separator(byte);
    else if (byte === CLOSE_OBJECT && expect === "key or }") this.#close();
    else this.#startString(byte, true);
    if (byte === OPEN_OBJECT && expect === "key") this.#seenOfBorder = 2;
    // A `{` that starts a line and is a fault starts the next record, so the lax scan must know.
    this.#atLineStart = this.status === "faulty" && atLineStart;
  }

  #value(byte: number, offset: number): void {
    if (byte === OPEN_OBJECT || byte === OPEN_LIST) this.#openBracket(byte === OPEN_OBJECT, offset);
    else if (byte === QUOTE) this.#startString(byte, false);
    else if (byte === CLOSE_LIST && this.#expect === "value or ]") this.#close();
    else
      this.#need(
        byte !== COMMA && byte !== COLON && byte !== CLOSE_LIST && byte !== CLOSE_OBJECT,
        "scalar",
      );
  }

  #openBracket(isObject: boolean, offset: number): void {
    if (isObject && this.#atLineStart && this.#open.length > 0) this.firstLineBrace ??= offset;
    this.#open.push(isObject);
    this.#need(this.#open.length <= MAX_DEPTH, isObject ? "key or }" : "value or ]");
  }

  #separator(byte: number): void {
    const isObject = this.#open.at(-1) === true;
    if (byte === COMMA) this.#expect = isObject ? "key" : "value";
    else if (byte === (isObject ? CLOSE_OBJECT : CLOSE_LIST)) this.#close();
    else this.status = "faulty";
  }

  #startString(byte: number, isKey: boolean): void {
    this.#isKey = isKey;
    this.#need(byte === QUOTE, "string");
  }

  #close(): void {
    this.#open.pop();
    this.#afterValue(", or end");
  }

  #afterValue(expect: Expect): void {
    this.#expect = expect;
    if (this.#open.length === 0) this.status = "ended";
  }

  #need(isRight: boolean, next: Expect): void {
    if (isRight) this.#expect = next;
    else this.status = "faulty";
  }

  #scanLax(bytes: Uint8Array, from: number): number {
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at] as number;
      const end = this.#laxEnd(byte, at);
      if (end !== undefined) {
        this.status = "ended";
        return end;
      }
    }
    return bytes.length;
  }

  /** Where the value ends if this byte ends it. */
  #laxEnd(byte: number, at: number): number | undefined {
    if (byte === OPEN_OBJECT && (this.#atLineStart || this.#seenOfBorder === 2)) return at;
    if (this.#open.length === 0 && (byte === COMMA || byte === CLOSE_LIST || byte === LF))
      return at;
    this.#noteBorder(byte);
    if (this.#expect === "string" || this.#expect === "escape") {
      this.#laxString(byte);
      return undefined;
    }
    if (byte === QUOTE) this.#expect = "string";
    else if (byte === OPEN_OBJECT || byte === OPEN_LIST) this.#laxOpen(byte === OPEN_OBJECT);
    else if (byte === CLOSE_OBJECT) return this.#laxClose(true) ? at + 1 : undefined;
    else if (byte === CLOSE_LIST && !this.#open.includes(false)) return at;
    else if (byte === CLOSE_LIST) return this.#laxClose(false) ? at + 1 : undefined;
    return undefined;
  }

  #noteBorder(byte: number): void {
    if (byte === 0x20 || byte === 0x0d || byte === 0x09) return;
    if (byte === LF) {
      this.#atLineStart = true;
      return;
    }
    this.#atLineStart = false;
    if (byte === CLOSE_OBJECT) this.#seenOfBorder = 1;
    else this.#seenOfBorder = byte === COMMA && this.#seenOfBorder === 1 ? 2 : 0;
  }

  #laxString(byte: number): void {
    if (byte === LF || (byte === QUOTE && this.#expect === "string")) this.#expect = ", or end";
    else this.#expect = byte === BACKSLASH && this.#expect === "string" ? "escape" : "string";
  }

  #laxOpen(isObject: boolean): void {
    if (this.#open.length < 2 * MAX_DEPTH) this.#open.push(isObject);
  }

  /** Close the innermost bracket of a kind, and those left open inside it; true when that was the outermost. */
  #laxClose(isObject: boolean): boolean {
    const at = this.#open.lastIndexOf(isObject);
    if (at < 0) return false;
    this.#open.length = at;
    return at === 0;
  }
}
