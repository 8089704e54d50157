import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { openSqlRunner } from "./athena/run-sql.ts";
import { answersOf, CORPORA, readStatements } from "./athena/statements.ts";
import type { Answer } from "./athena/trino-answer.ts";
import { askTrino } from "./athena/trino-answer.ts";

const corpora = CORPORA.map((corpus) => ({
  trino: corpus.trino,
  name: corpus.name,
  statements: readStatements(corpus),
  recorded: JSON.parse(readFileSync(answersOf(corpus), "utf8")) as Record<string, Answer>,
}));

const runner = openSqlRunner();
afterAll(() => runner.close());

/** Rows without an ORDER BY come in any order. */
function comparable(sql: string, answer: Answer): Answer {
  if ("error" in answer || /order by[^)]*$/i.test(sql)) return answer;
  return { ...answer, rows: answer.rows.toSorted((a, b) => (String(a) < String(b) ? -1 : 1)) };
}

// oxlint-disable vitest/valid-title, vitest/no-conditional-expect -- the statements are the titles, and what differs is named
describe.each(corpora)(
  "the engine answers as Trino $trino does ($name)",
  ({ statements, recorded }) => {
    for (const { sql, differs } of statements) {
      it(differs === undefined ? sql : `${sql} (differs: ${differs})`, async () => {
        const theirs = comparable(sql, recorded[sql] ?? { error: "not recorded" });
        const ours = comparable(sql, await runner.answer(sql));
        if (differs === undefined) expect(ours).toEqual(theirs);
        else expect(ours).not.toEqual(theirs);
      });
    }
  },
);

const endpoint = process.env["CLOUDAPI_TEST_TRINO"];

/** What an older Trino answers otherwise: 435 does not trim what it casts. */
const NEWER = new Set(["select cast(' 12 ' as integer)"]);

/** With a seed, every state of the packages asks another third: all take minutes. */
const seed = process.env["CLOUDAPI_TEST_SEED"] ?? "";
const THIRD = seed === "" ? undefined : Number(seed) % 3;

describe.skipIf(endpoint === undefined)("a running Trino (CLOUDAPI_TEST_TRINO)", () => {
  it("still answers as recorded", { timeout: 1_200_000 }, async () => {
    const known = corpora
      .flatMap(({ statements, recorded }) =>
        statements.map(({ sql }) => ({ sql, answer: recorded[sql] ?? { error: "not recorded" } })),
      )
      .filter(({ sql }, i) => (THIRD === undefined || i % 3 === THIRD) && !NEWER.has(sql));
    const next = known.values();
    const otherwise: (typeof known)[number][] = [];
    // Most of the time goes by in waiting for each answer.
    const askAll = async () => {
      for (const each of next)
        if (!isSame(each, await askTrino(endpoint ?? "", each.sql))) otherwise.push(each);
    };
    await Promise.all(Array.from({ length: 4 }, askAll));
    // A server at its limits gives up on a statement that it answers when asked again.
    for (const { sql, answer } of otherwise) {
      const now = await askTrino(endpoint ?? "", sql);
      expect({ sql, ...comparable(sql, now) }).toEqual({ sql, ...comparable(sql, answer) });
    }
    expect(otherwise.length).toBeLessThan(known.length / 100);
  });
});

function isSame({ sql, answer }: { sql: string; answer: Answer }, now: Answer): boolean {
  return isDeepStrictEqual(comparable(sql, now), comparable(sql, answer));
}
