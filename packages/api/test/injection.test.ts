import { defineDataset } from "@cloudapi/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as z from "zod";
import { type DuckDb, openDuckDb } from "../../athena/test/duckdb.ts";
import { type Api, createApi } from "../src/index.ts";
import { duckDbEngine } from "./support/duckdb-engine.ts";

const ATTACKS = [
  "'",
  "''",
  "' OR '1'='1",
  "'; DROP TABLE notes; --",
  "\\'; DROP TABLE notes; --",
  "' UNION SELECT id, text FROM notes --",
  '" OR ""="',
  "1; SELECT 1",
  "1 OR 1=1",
  "?",
  "a?b??",
  "%",
  "_",
  "\\",
  "\\%",
  "--",
  "/* */",
  "$1",
  ":name",
  "${x}",
  "{{x}}",
  "\u2028",
  "é😀",
  "\n\r\t",
  " ",
  "NULL",
  "true",
  "ʼ OR 1=1",
  "＇ OR 1=1",
  "CAST('x' AS integer)",
];
const notes = defineDataset({
  name: "notes",
  schema: z.object({ id: z.int32(), text: z.string(), at: z.iso.datetime({ offset: true }) }),
  eventTime: "at",
});
const at = "2025-01-15T10:00:00.000Z";
const rows = ATTACKS.map((text, id) => ({ id, text, at }));
let db: DuckDb;
let api: Api;

beforeAll(async () => {
  db = await openDuckDb();
  await db.createTable(notes, rows);
  const relations = [{ path: "/api/notes-of/{text}", column: "text" }];
  const resources = [{ dataset: "notes", key: ["id"], relations }];
  api = createApi({ engine: duckDbEngine(db, notes), datasets: [notes], resources });
});
afterAll(() => db.close());

async function ask(path: string) {
  const answer = await api.fetch(new Request(`http://localhost${path}`));
  return { status: answer.status, body: (await answer.json()) as { items?: { id?: number }[] } };
}

it.each(rows)("$text finds its row and no other", async ({ id, text }) => {
  const value = encodeURIComponent(text);
  const [eq, among, relation] = [
    await ask(`/api/notes?text=${value}`),
    await ask(`/api/notes?text.in=${value}`),
    await ask(`/api/notes-of/${value}`),
  ];
  for (const { status, body } of [eq, among, relation])
    expect([status, body.items]).toEqual([200, [{ id, text, at }]]);
});

it.each(rows)("$text as a prefix finds what begins with it", async ({ text }) => {
  const { body } = await ask(
    `/api/notes?sort=id&limit=100&text.prefix=${encodeURIComponent(text)}`,
  );
  const expected = rows.filter((row) => row.text.startsWith(text)).map(({ id }) => id);
  expect(body.items?.map(({ id }) => id)).toEqual(expected);
});

it.each(rows)("$text is counted as often as it is there", async ({ text }) => {
  const value = encodeURIComponent(text);
  const begin = rows.filter((row) => row.text.startsWith(text)).length;
  for (const [filter, count] of [
    ["text", 1],
    ["text.in", 1],
    ["text.prefix", begin],
  ] as const) {
    const { body } = await ask(`/api/notes/aggregates?${filter}=${value}`);
    expect(body.items).toEqual([{ group: {}, metrics: { count } }]);
  }
});

it("a value that no parameter takes is refused, by every one of every endpoint, and the table is as it was", async () => {
  const refused = new Set<number>();
  for (const { path, parameters = [] } of api.operations)
    for (const { name, in: place } of parameters)
      for (const attack of ATTACKS) {
        const value = encodeURIComponent(attack);
        const there = path.replaceAll(/\{[^{}]{1,100}\}/g, place === "path" ? value : "1");
        const { status } = await ask(
          place === "path" ? there : `${there}?${encodeURIComponent(name)}=${value}`,
        );
        // Text is taken by parameters of text alone, and finds its rows: the tests above say which.
        const answered = name === "text" || name.startsWith("text.") ? [200] : [400];
        expect(answered, `${path} ${name} ${attack}`).toContain(status);
        refused.add(status);
      }
  expect(refused).toContain(400);
  expect(await db.rows({ sql: 'SELECT count(*) AS n FROM "notes"', parameters: [] })).toEqual([
    { n: BigInt(rows.length) },
  ]);
});

it.each(ATTACKS)("%j is no name of a parameter", async (attack) => {
  const { status } = await ask(`/api/notes?${encodeURIComponent(attack)}=1`);
  expect(status).toBe(400);
});
