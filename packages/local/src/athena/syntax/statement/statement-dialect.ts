/** Which of Athena's two parsers reads a statement. */
export type Dialect = "trino" | "hive";

const SPACE = /(?:\s|--[^\r\n]*(?![^\r\n])|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/|\()*/y;
const TRINO = new Set(
  "SELECT WITH VALUES TABLE EXPLAIN INSERT UNLOAD MERGE UPDATE DELETE OPTIMIZE VACUUM PREPARE EXECUTE".split(
    " ",
  ),
);

/**
 * What holds a query and the statements of views are Trino's, in which a backslash is a letter like any other and double quotes
 * hold a name; all other DDL is Hive's. The first words tell, before anything is cut into tokens.
 */
export function statementDialect(sql: string): Dialect {
  const words = firstWords(sql, 4);
  const [first = ""] = words;
  if (TRINO.has(first)) return "trino";
  const rest = words.slice(1, 2).join(" ") === "OR" ? words.slice(3) : words.slice(1);
  const ofView = ["CREATE", "DROP"].includes(first) && rest[0] === "VIEW";
  const fromQuery = first === "CREATE" && rest[0] === "TABLE";
  return ofView || fromQuery || words.slice(0, 3).join(" ") === "SHOW CREATE VIEW"
    ? "trino"
    : "hive";
}

function firstWords(sql: string, count: number): string[] {
  const words: string[] = [];
  let at = 0;
  while (words.length < count) {
    SPACE.lastIndex = at;
    at += SPACE.exec(sql)?.[0].length ?? 0;
    const word = /^[A-Za-z]+/.exec(sql.slice(at, at + 32))?.[0];
    if (word === undefined) break;
    words.push(word.toUpperCase());
    at += word.length;
  }
  return words;
}
