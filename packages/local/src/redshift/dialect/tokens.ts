/** A piece of a statement. */
export interface Token {
  readonly kind: "word" | "name" | "text" | "number" | "sign" | "space";
  readonly text: string;
  /** A word in upper case, a sign as it is, and nothing for the others: what is compared. */
  readonly upper: string;
}

const PATTERN =
  /(?<space>(?:\s|--[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/)+)|(?<text>'(?:[^'\\]|\\[^]|'')*')|(?<name>"(?:[^"]|"")*")|(?<word>[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)|(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<sign>::|[^])/gy;

/** The pieces of a statement; names in quotes are in lower case, as Redshift has them. */
export function tokensOf(sql: string): Token[] {
  return [...sql.matchAll(PATTERN)].map(({ 0: text, groups = {} }) => {
    const kind = KINDS.find((each) => groups[each] !== undefined) ?? "sign";
    const isCompared = kind === "word" || kind === "sign";
    return {
      kind,
      text: kind === "name" ? text.toLowerCase() : text,
      upper: isCompared ? text.toUpperCase() : "",
    };
  });
}

const KINDS = ["space", "text", "name", "word", "number", "sign"] as const;

/** The pieces that say something. */
export function meaningful(tokens: readonly Token[]): Token[] {
  return tokens.filter(({ kind }) => kind !== "space");
}

/** The text of pieces. */
export function textOf(tokens: readonly Token[]): string {
  return tokens.map(({ text }) => text).join("");
}

/** What a literal says; a backslash in it escapes. */
export function literalValue({ text }: Token): string {
  return text
    .slice(1, -1)
    .replaceAll(/''|\\([^])/g, (pair, escaped: string | undefined) => escaped ?? pair.slice(1));
}

/** What a name says. */
export function nameValue({ kind, text }: Token): string {
  return kind === "name" ? text.slice(1, -1).replaceAll('""', '"') : text.toLowerCase();
}
