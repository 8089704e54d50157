/**
 * Record what a Trino server answers to the statements kept with the answers of its version:
 * `node record-answers.ts 435 http://127.0.0.1:8080`.
 */
import { writeFileSync } from "node:fs";
import { answersOf, CORPORA, readStatements } from "./statements.ts";
import { type Answer, askTrino } from "./trino-answer.ts";

const [, , version, endpoint = "http://127.0.0.1:8080"] = process.argv;
const corpus = CORPORA.find(({ trino }) => String(trino) === version);
if (corpus === undefined)
  throw new Error(
    `Give the version of Trino, ${CORPORA.map(({ trino }) => trino).join(" or ")}, and its address.`,
  );
const answers: Record<string, Answer> = {};
for (const { sql } of readStatements(corpus)) answers[sql] = await askTrino(endpoint, sql);
const lines = Object.entries(answers).map(
  ([sql, answer]) => `${JSON.stringify(sql)}: ${JSON.stringify(answer)}`,
);
writeFileSync(answersOf(corpus), `{\n${lines.join(",\n")}\n}\n`);
