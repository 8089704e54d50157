import { readFileSync } from "node:fs";

/** A statement of the corpus, and why the embedded engine differs from Trino on it, if it does. */
export interface CorpusStatement {
  readonly sql: string;
  readonly differs: string | undefined;
}

/** The corpus: one statement a line; a line `-- differs: why` speaks of the next. */
export function readStatements(): CorpusStatement[] {
  const text = readFileSync(new URL("statements.sql", import.meta.url), "utf8");
  const statements: CorpusStatement[] = [];
  let differs: string | undefined;
  for (const line of text.split("\n")) {
    const reason = /^-- differs: (.*)$/.exec(line)?.[1];
    if (reason !== undefined) differs = reason;
    else if (line !== "" && !line.startsWith("--")) {
      statements.push({ sql: line, differs });
      differs = undefined;
    }
  }
  return statements;
}
