import { Refusal } from "./refusal.ts";
import { meaningful, type Token, textOf } from "./tokens.ts";

/**
 * CREATE TABLE without what PostgreSQL has not: encodings, and keys of distribution and sorting. A varchar gets a check of its bytes, since
 * PostgreSQL counts characters.
 */
export function createTable(tokens: readonly Token[]): string {
  const said = meaningful(tokens);
  const open = said.findIndex(({ upper }) => upper === "(");
  const as = said.findIndex(({ upper }) => upper === "AS");
  if (open < 0 || (as >= 0 && as < open)) return textOf(tokens);
  const close = closing(said, open);
  const rest = said.slice(close + 1);
  checkClauses(rest);
  const columns = splitByComma(said.slice(open + 1, close)).map(columnSql);
  return `${said
    .slice(0, open)
    .map(({ text }) => text)
    .join(" ")
    .replaceAll(" . ", ".")} (${columns.join(", ")})`;
}

function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    if (tokens[i]?.upper === "(") depth++;
    if (tokens[i]?.upper === ")") depth--;
    if (depth === 0) return i;
  }
  throw new Refusal("a CREATE TABLE whose brackets don't close");
}

function splitByComma(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.upper === "(") depth++;
    if (token.upper === ")") depth--;
    if (token.upper === "," && depth === 0) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

const CLAUSES =
  /^(?: ?(?:DISTSTYLE (?:AUTO|EVEN|ALL|KEY)|DISTKEY \( [^()]* \)|(?:COMPOUND |INTERLEAVED )?SORTKEY \( [^()]* \)|SORTKEY AUTO|BACKUP (?:YES|NO)))* ?;?$/;

function checkClauses(tokens: readonly Token[]): void {
  const text = tokens.map(({ upper, text: own }) => upper || own).join(" ");
  if (!CLAUSES.test(text)) throw new Refusal(`CREATE TABLE with ${text.slice(0, 60)}`);
}

function columnSql(tokens: readonly Token[]): string {
  const [name, type, ...rest] = tokens;
  if (name === undefined || type === undefined) throw new Refusal("a column without a type");
  if (["LIKE", "PRIMARY", "UNIQUE", "FOREIGN", "CONSTRAINT"].includes(name.upper))
    throw new Refusal(`CREATE TABLE with ${name.text} among its columns`);
  const kept: string[] = [];
  for (let i = 0; i < rest.length; i++) {
    const { upper = "", text = "" } = rest[i] ?? {};
    if (upper === "ENCODE") i++;
    else if (["IDENTITY", "DISTKEY", "SORTKEY", "REFERENCES"].includes(upper))
      throw new Refusal(`a column with ${text}`);
    else kept.push(text);
  }
  const bytes = byteLimit(type, rest);
  return [
    name.text,
    type.upper === "SUPER" ? "json" : type.text,
    ...kept,
    ...(bytes === undefined ? [] : [`CHECK (octet_length(${name.text}) <= ${bytes})`]),
  ].join(" ");
}

function byteLimit(type: Token, [open, digits]: readonly Token[]): number | undefined {
  const isText = type.upper === "VARCHAR" && open?.upper === "(";
  return isText && digits?.kind === "number" ? Number(digits.text) : undefined;
}
