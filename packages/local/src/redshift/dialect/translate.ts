import { createTable } from "./create-table.ts";
import { type CopyStatement, parseCopy } from "./parse-copy.ts";
import { Refusal } from "./refusal.ts";
import { meaningful, type Token, textOf, tokensOf } from "./tokens.ts";

/** What is done for a statement of Redshift: SQL of PostgreSQL, or a COPY of our own. */
export type Translation =
  | { readonly kind: "sql"; readonly sql: string }
  | { readonly kind: "copy"; readonly copy: CopyStatement };

/** Statements that PostgreSQL does as Redshift does, by their first words. */
const PLAIN = [
  "SELECT",
  "WITH",
  "INSERT INTO",
  "DELETE FROM",
  "UPDATE",
  "LOCK TABLE",
  "DROP TABLE",
  "DROP VIEW",
  "TRUNCATE",
  "COMMENT ON",
  "CREATE SCHEMA",
  "ANALYZE",
];

/**
 * Translate a statement of Redshift.
 *
 * @throws {Refusal} for what has no translation
 */
export function translate(sql: string): Translation {
  const tokens = tokensOf(sql);
  const said = meaningful(tokens);
  while (said.at(-1)?.upper === ";") said.pop();
  if (said.some(({ upper }) => upper === ";"))
    throw new Refusal("several statements in one: send them by BatchExecuteStatement");
  const first = said
    .slice(0, 4)
    .map(({ upper }) => upper)
    .join(" ");
  if (first.startsWith("COPY ")) return { kind: "copy", copy: parseCopy(said) };
  if (/^CREATE (?:TEMP |TEMPORARY )?TABLE /.test(`${first} `))
    return { kind: "sql", sql: createTable(tokens) };
  if (first.startsWith("ALTER TABLE ")) return { kind: "sql", sql: alterTable(tokens) };
  if (/^CREATE (?:OR REPLACE )?VIEW /.test(`${first} `))
    return { kind: "sql", sql: withoutEnd(tokens, ["WITH", "NO", "SCHEMA", "BINDING"]) };
  if (PLAIN.some((start) => `${first} `.startsWith(`${start} `)))
    return { kind: "sql", sql: withTypes(tokens) };
  throw new Refusal(
    `${said
      .slice(0, 2)
      .map(({ text }) => text)
      .join(" ")
      .slice(0, 60)}`,
  );
}

/** Types that PostgreSQL has under another name. */
function withTypes(tokens: readonly Token[]): string {
  return textOf(
    tokens.map((token) => (token.upper === "SUPER" ? { ...token, text: "json" } : token)),
  );
}

/** `ADD COLUMN … ENCODE az64` without the encoding; the other changes are the same. */
function alterTable(tokens: readonly Token[]): string {
  const kept = [...tokens];
  for (;;) {
    const at = kept.findIndex(({ upper }) => upper === "ENCODE");
    if (at < 0) break;
    const end = kept.findIndex(({ kind }, i) => i > at && kind !== "space");
    kept.splice(at, end - at + 1);
  }
  const words = meaningful(kept).map(({ upper }) => upper);
  if (["DISTKEY", "DISTSTYLE", "SORTKEY", "APPEND"].some((word) => words.includes(word)))
    throw new Refusal("ALTER TABLE of keys, and APPEND");
  return withTypes(kept);
}

function withoutEnd(tokens: readonly Token[], words: readonly string[]): string {
  const said = meaningful(tokens);
  const isThere = words.every((word, i) => said.at(i - words.length)?.upper === word);
  const first = isThere ? said.at(-words.length) : undefined;
  return withTypes(first === undefined ? tokens : tokens.slice(0, tokens.indexOf(first)));
}
