import { readFileSync } from "node:fs";

/** A statement of the corpus, and why the embedded engine differs from Trino on it, if it does. */
export interface CorpusStatement {
  readonly sql: string;
  readonly differs: string | undefined;
}

/** Statements, and which Trino's answers to them are kept. */
export interface Corpus {
  readonly statements: string;
  readonly trino: number;
}

/** 476 is of the time the corpus was begun, 435 of that of Athena's engine version 3. */
export const CORPORA: readonly Corpus[] = [
  { statements: "statements.sql", trino: 476 },
  { statements: "statements-of-analysts.sql", trino: 435 },
];

/** Where a corpus keeps its answers. */
export function answersOf({ trino }: Corpus): URL {
  return new URL(`answers-of-trino-${trino}.json`, import.meta.url);
}

/** One statement a line; a line `-- differs: why` speaks of the next. */
export function readStatements(corpus: Corpus): CorpusStatement[] {
  const text = readFileSync(new URL(corpus.statements, import.meta.url), "utf8");
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
