import { malformed } from "./malformed-xml.ts";

/** An element of a request body. */
export interface XmlElement {
  readonly name: string;
  readonly children: readonly XmlElement[];
  /** The text directly inside, entities resolved. */
  readonly text: string;
}

const MAX_DEPTH = 16;
const NAME = /[A-Za-z_][\w.:-]*/y;
const ATTRIBUTES = /(?:\s+[A-Za-z_][\w.:-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*/y;

/**
 * Parse a request body: elements, text, comments and CDATA.
 *
 * Document types are refused, so that no entity can be defined, expanded or fetched.
 *
 * @throws {S3Error} MalformedXML
 */
export function parseXml(text: string): XmlElement {
  const reader = new Reader(text);
  reader.skipProlog();
  const root = reader.element(0);
  reader.skipMisc();
  if (!reader.atEnd()) throw malformed("there is text after the root element");
  return root;
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  atEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  skipProlog(): void {
    if (this.#text.startsWith("\ufeff")) this.#at = 1;
    if (this.#text.startsWith("<?xml", this.#at)) this.#skipTo("?>");
    this.skipMisc();
  }

  skipMisc(): void {
    for (;;) {
      while (/\s/.test(this.#text[this.#at] ?? "")) this.#at++;
      if (!this.#text.startsWith("<!--", this.#at)) return;
      this.#skipTo("-->");
    }
  }

  element(depth: number): XmlElement {
    if (depth > MAX_DEPTH) throw malformed("elements are nested too deeply");
    if (this.#text.startsWith("<!DOCTYPE", this.#at))
      throw malformed("a document type is not allowed");
    this.#expect("<");
    const name = this.#match(NAME);
    this.#match(ATTRIBUTES);
    if (this.#take("/>")) return { name: localName(name), children: [], text: "" };
    this.#expect(">");
    return { name: localName(name), ...this.#content(name, depth) };
  }

  #content(name: string, depth: number): { children: XmlElement[]; text: string } {
    const children: XmlElement[] = [];
    let text = "";
    for (;;) {
      const next = this.#text.indexOf("<", this.#at);
      if (next === -1) throw malformed(`<${name}> is not closed`);
      text += unescapeXml(this.#text.slice(this.#at, next));
      this.#at = next;
      if (this.#take("</")) break;
      if (this.#text.startsWith("<!--", this.#at)) this.#skipTo("-->");
      else if (this.#take("<![CDATA[")) text += this.#skipTo("]]>");
      else children.push(this.element(depth + 1));
    }
    if (this.#match(NAME) !== name) throw malformed(`<${name}> is closed by another name`);
    while (/\s/.test(this.#text[this.#at] ?? "")) this.#at++;
    this.#expect(">");
    return { children, text };
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) throw malformed(`a name is expected at character ${this.#at}`);
    this.#at += found[0].length;
    return found[0];
  }

  #take(token: string): boolean {
    if (!this.#text.startsWith(token, this.#at)) return false;
    this.#at += token.length;
    return true;
  }

  #expect(token: string): void {
    if (!this.#take(token)) throw malformed(`"${token}" is expected at character ${this.#at}`);
  }

  #skipTo(token: string): string {
    const end = this.#text.indexOf(token, this.#at);
    if (end === -1) throw malformed(`"${token}" is missing`);
    const skipped = this.#text.slice(this.#at, end);
    this.#at = end + token.length;
    return skipped;
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

function unescapeXml(text: string): string {
  if (!text.includes("&")) return text;
  return text.replaceAll(/&([^;&\s]{0,12});?/g, (whole, entity: string) => {
    if (!whole.endsWith(";")) throw malformed("an ampersand stands alone");
    if (entity.startsWith("#")) return characterReference(entity);
    const character = ENTITIES[entity];
    if (character === undefined) throw malformed(`the entity &${entity}; is not defined`);
    return character;
  });
}

function characterReference(entity: string): string {
  const code = /^#x[\da-f]+$/i.test(entity)
    ? Number.parseInt(entity.slice(2), 16)
    : /^#\d+$/.test(entity)
      ? Number(entity.slice(1))
      : -1;
  if (code < 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
    throw malformed(`&${entity}; is not a character`);
  return String.fromCodePoint(code);
}
