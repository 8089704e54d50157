/** What a text of an array holds: null, texts, and arrays again where it has several dimensions. */
export type ArrayItem = string | null | readonly ArrayItem[];

/** What stands in an array's text without quotes and is no text: an element's end, an array's end. */
const [OPEN, CLOSE, QUOTE, BACKSLASH] = ["{", "}", '"', "\\"] as const;

/**
 * The elements of PostgreSQL's text of an array, such as `{1,NULL,"a,b"}`; `undefined` where it says bounds of its own (`[0:1]={1,2}`), which a
 * list doesn't have, or is no array.
 */
export function parseArrayText(text: string, delimiter: string): readonly ArrayItem[] | undefined {
  if (!text.startsWith(OPEN)) return undefined;
  const reader = new ArrayReader(text, delimiter);
  const items = reader.items();
  return reader.isDone ? items : undefined;
}

class ArrayReader {
  readonly #text: string;
  readonly #delimiter: string;
  #at = 0;

  constructor(text: string, delimiter: string) {
    this.#text = text;
    this.#delimiter = delimiter;
  }

  get isDone(): boolean {
    return this.#at === this.#text.length;
  }

  /** From an opening brace to behind the closing one; the server has at most six dimensions. */
  items(): ArrayItem[] {
    const items: ArrayItem[] = [];
    this.#at++;
    while (this.#at < this.#text.length && this.#text[this.#at] !== CLOSE) {
      items.push(this.#item());
      if (this.#text[this.#at] === this.#delimiter) this.#at++;
    }
    this.#at++;
    return items;
  }

  #item(): ArrayItem {
    const first = this.#text[this.#at];
    if (first === OPEN) return this.items();
    if (first === QUOTE) return this.#quoted();
    const start = this.#at;
    while (this.#at < this.#text.length && !this.#isEnd()) this.#at++;
    const bare = this.#text.slice(start, this.#at);
    return bare === "NULL" ? null : bare;
  }

  #isEnd(): boolean {
    const character = this.#text[this.#at];
    return character === this.#delimiter || character === CLOSE;
  }

  #quoted(): string {
    const { value, end } = quotedText(this.#text, this.#at);
    this.#at = end;
    return value;
  }
}

/** A text in quotes, where a backslash or a doubled quote stands for the character behind it; `end` is behind the closing quote. */
export function quotedText(text: string, start: number): { value: string; end: number } {
  let value = "";
  let from = start + 1;
  let at = from;
  for (; at < text.length; at++) {
    const isDoubled = text[at] === QUOTE && text[at + 1] === QUOTE;
    if (text[at] === BACKSLASH || isDoubled) {
      value += text.slice(from, at);
      at++;
      from = at;
    } else if (text[at] === QUOTE) break;
  }
  return { value: value + text.slice(from, at), end: at + 1 };
}
