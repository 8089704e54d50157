/**
 * Record what a Trino server of the right version answers to a corpus of statements:
 * `node record-answers.ts analysts http://127.0.0.1:8080`.
 */
import { writeFileSync } from "node:fs";
import { answersOf, CORPORA, readStatements } from "./statements.ts";
import { type Answer, askTrino } from "./trino-answer.ts";

const [, , name, endpoint = "http://127.0.0.1:8080"] = process.argv;
const corpus = CORPORA.find((each) => each.name === name);
if (corpus === undefined)
  throw new Error(
    `Give the name of a corpus, ${CORPORA.map((each) => `${each.name} (Trino ${each.trino})`).join(" or ")}, and the address.`,
  );
const answers: Record<string, Answer> = {};
for (const { sql } of readStatements(corpus)) answers[sql] = await askTrino(endpoint, sql);
const lines = Object.entries(answers).map(
  ([sql, answer]) => `${JSON.stringify(sql)}: ${JSON.stringify(answer)}`,
);
writeFileSync(answersOf(corpus), `{\n${lines.join(",\n")}\n}\n`);
