const LF = 0x0a;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

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

/** Finds where one JSON value ends, over any number of chunks, without looking at scalars closely. */
export class ElementScanner {
  /**
   * `open`: more bytes are needed; `ended`: the value ends at the place returned; `faulty`: it can't be JSON from there
   * on, or is nested deeper than it may be.
   */
  status: "open" | "ended" | "faulty" = "open";
  /** Kinds of the open brackets, innermost last: true for `{`. */
  readonly #open: boolean[] = [];
  readonly #maxDepth: number;
  #expect: Expect = "value";
  #isKey = false;

  /** @param maxDepth how deep brackets may be nested */
  constructor(maxDepth: number) {
    this.#maxDepth = maxDepth;
  }

  /** Look at the bytes from `from` on; gives the place behind the last one looked at, at the end of the value the place behind it. */
  scan(bytes: Uint8Array, from: number, end = bytes.length): number {
    for (let at = from; at < end; at++) {
      const byte = bytes[at] as number;
      if (this.#expect === "string" || this.#expect === "escape") {
        if (byte > BACKSLASH || (byte > QUOTE && byte < BACKSLASH)) this.#expect = "string";
        else this.#inString(byte);
      } else if (byte === 0x20 || byte === 0x0d || byte === 0x09 || byte === LF) this.#blank();
      else if (this.#expect !== "scalar") this.#token(byte);
      else if (byte === COMMA || byte === CLOSE_LIST || byte === CLOSE_OBJECT)
        this.#endScalar(byte);
      else if (byte === QUOTE || byte === COLON || byte === OPEN_LIST || byte === OPEN_OBJECT)
        this.status = "faulty";
      if (this.status === "faulty") return at;
      if (this.status === "ended") return this.#expect === "scalar" ? at : at + 1;
    }
    return end;
  }

  #inString(byte: number): void {
    if (byte === LF) this.status = "faulty";
    else if (this.#expect === "escape") this.#expect = "string";
    else if (byte === BACKSLASH) this.#expect = "escape";
    else if (byte === QUOTE) this.#afterValue(this.#isKey ? ":" : ", or end");
  }

  #blank(): void {
    if (this.#expect === "scalar" && this.#open.length === 0) this.status = "ended";
    else if (this.#expect === "scalar") this.#expect = ", or end";
  }

  #endScalar(byte: number): void {
    if (this.#open.length === 0) {
      this.status = "ended";
      return;
    }
    this.#expect = ", or end";
    this.#token(byte);
  }

  #token(byte: number): void {
    const expect = this.#expect;
    if (expect === "value" || expect === "value or ]") this.#value(byte);
    else if (expect === ":") this.#need(byte === COLON, "value");
    else if (expect === ", or end") this.#separator(byte);
    else if (byte === CLOSE_OBJECT && expect === "key or }") this.#close();
    else this.#startString(byte, true);
  }

  #value(byte: number): void {
    if (byte === OPEN_OBJECT || byte === OPEN_LIST) this.#openBracket(byte === OPEN_OBJECT);
    else if (byte === QUOTE) this.#startString(byte, false);
    else if (byte === CLOSE_LIST && this.#expect === "value or ]") this.#close();
    else
      this.#need(
        byte !== COMMA && byte !== COLON && byte !== CLOSE_LIST && byte !== CLOSE_OBJECT,
        "scalar",
      );
  }

  #openBracket(isObject: boolean): void {
    this.#open.push(isObject);
    this.#need(this.#open.length <= this.#maxDepth, isObject ? "key or }" : "value or ]");
  }

  #separator(byte: number): void {
    const isObject = this.#open.at(-1);
    if (byte === (isObject === true ? CLOSE_OBJECT : CLOSE_LIST)) this.#close();
    else this.#need(byte === COMMA, isObject === true ? "key" : "value");
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
}
