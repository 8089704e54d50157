/**
 * Record what a Trino server answers to the corpus: `node record-answers.ts http://127.0.0.1:8080`.
 * The answers kept beside this file are those of Trino 476.
 */
import { writeFileSync } from "node:fs";
import { readStatements } from "./statements.ts";
import { type Answer, askTrino } from "./trino-answer.ts";

const [, , endpoint = "http://127.0.0.1:8080"] = process.argv;
const answers: Record<string, Answer> = {};
for (const { sql } of readStatements()) answers[sql] = await askTrino(endpoint, sql);
const lines = Object.entries(answers).map(
  ([sql, answer]) => `${JSON.stringify(sql)}: ${JSON.stringify(answer)}`,
);
writeFileSync(
  new URL("answers-of-trino-476.json", import.meta.url),
  `{\n${lines.join(",\n")}\n}\n`,
);
