import { readFileSync } from "node:fs";

/** A statement of the corpus, and why the embedded engine differs from Trino on it, if it does. */
export interface CorpusStatement {
  readonly sql: string;
  readonly differs: string | undefined;
}

/** Statements, and which Trino's answers to them are kept. */
export interface Corpus {
  readonly name: string;
  readonly statements: string;
  readonly answers: string;
  readonly trino: number;
}

/** 476 is of the time the corpus was begun, 435 of that of Athena's engine version 3. */
export const CORPORA: readonly Corpus[] = [
  {
    name: "first",
    statements: "statements.sql",
    answers: "answers-of-trino-476.json",
    trino: 476,
  },
  {
    name: "analysts",
    statements: "statements-of-analysts.sql",
    answers: "answers-of-trino-435.json",
    trino: 435,
  },
  // Nulls in arrays, NaN, buckets, replacements, intervals and years at their edges, generated.
  {
    name: "edges",
    statements: "statements-of-edges.sql",
    answers: "answers-to-edges.json",
    trino: 435,
  },
  // Arrays, maps and rows: made, taken apart, compared, cast to JSON and back.
  {
    name: "nested",
    statements: "statements-of-nested.sql",
    answers: "answers-to-nested.json",
    trino: 435,
  },
];

/** Where a corpus keeps its answers. */
export function answersOf({ answers }: Corpus): URL {
  return new URL(answers, import.meta.url);
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
