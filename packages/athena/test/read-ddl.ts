const TOKEN = /`((?:[^`]|``)*)`|'((?:[^'\\]|\\[\s\S])*)'|(--|\/\*)|[^`'\-/]+|[-/]/g;
const NAMED: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  "0": "\0",
  b: "\b",
  Z: "\u001a",
};

/**
 * Hive DDL as its lexer sees it: the quoted names, the string literals with escapes resolved, and everything else
 * with a placeholder for each of them. Written from Hive's grammar, not from our quoting.
 */
export function readDdl(sql: string): { names: string[]; literals: string[]; shape: string } {
  const names: string[] = [];
  const literals: string[] = [];
  let end = 0;
  const shape = sql.replaceAll(
    TOKEN,
    (
      token,
      name: string | undefined,
      literal: string | undefined,
      comment: string | undefined,
      at: number,
    ) => {
      if (at !== end) throw new Error(`not Hive DDL at ${end}: ${sql.slice(end, end + 40)}`);
      end = at + token.length;
      if (comment !== undefined) throw new Error(`a comment at ${at}`);
      if (name !== undefined) names.push(name.replaceAll("``", "`"));
      else if (literal !== undefined)
        literals.push(
          literal.replaceAll(
            /\\([\s\S])/g,
            (_, character: string) => NAMED[character] ?? character,
          ),
        );
      else return token;
      return name === undefined ? "'" : "`";
    },
  );
  if (end !== sql.length) throw new Error(`not Hive DDL at ${end}: ${sql.slice(end, end + 40)}`);
  return { names, literals, shape };
}
