import { Ajv2020 } from "ajv/dist/2020.js";
import { beforeAll, expect, it } from "vitest";
import { useLake } from "../../athena/test/use-lake.ts";
import { type Api, createLakeApi } from "../src/index.ts";
import { loadNineTables } from "./support/nine-tables.ts";

const lake = useLake();
let api: Api;

beforeAll(async () => {
  api = createLakeApi(await loadNineTables(lake));
});

/** A value of each type that a query can give: its SQL, the type that the answer says, and how it stands there. */
const VALUES: readonly (readonly [sql: string, type: string, json: unknown])[] = [
  ["true", "boolean", true],
  ["CAST(127 AS tinyint)", "tinyint", 127],
  ["CAST(-32768 AS smallint)", "smallint", -32_768],
  ["2147483647", "integer", 2_147_483_647],
  ["9223372036854775807", "bigint", "9223372036854775807"],
  ["CAST(0.1 AS real)", "float", Math.fround(0.1)],
  ["CAST(0.1 AS double)", "double", 0.1],
  ["nan()", "double", "NaN"],
  ["-infinity()", "double", "-Infinity"],
  ["DECIMAL '12345678901234567890.10'", "decimal(22,2)", "12345678901234567890.10"],
  ["'é'", "varchar", "é"],
  ["X'00ff'", "varbinary", "AP8="],
  ["DATE '2025-01-15'", "date", "2025-01-15"],
  ["TIMESTAMP '2025-01-15 10:30:00.250'", "timestamp", "2025-01-15T10:30:00.250Z"],
  [
    "TIMESTAMP '2025-01-15 10:30:00.250 UTC'",
    "timestamp with time zone",
    "2025-01-15T10:30:00.250Z",
  ],
  ["INTERVAL '2' DAY", "interval day to second", "2 00:00:00.000"],
  ["JSON '{\"a\":1}'", "json", '{"a":1}'],
  ["ARRAY[1, NULL]", "array", "[1, null]"],
  ["MAP(ARRAY['a'], ARRAY[1])", "map", "{a=1}"],
  ["CAST(ROW(1, 'x') AS ROW(n integer, t varchar))", "row", "{n=1, t=x}"],
  ["CAST(NULL AS integer)", "integer", null],
];

it.each(VALUES)("%s is answered as %s, as the document says", async (sql, type, json) => {
  const answer = await api.fetch(
    new Request("http://localhost/api/query-custom", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ sql: `SELECT ${sql} AS v FROM t_orders LIMIT 1` }),
    }),
  );
  const body: unknown = await answer.json();
  expect(body).toEqual({ columns: [{ name: "v", type }], rows: [{ v: json }], isComplete: true });
  expect(isAsDocumented(body)).toBe(true);
});

/** What the document has of the endpoint. */
interface Documented {
  readonly responses: Record<string, { readonly content: Record<string, { schema: object }> }>;
}

function isAsDocumented(body: unknown): boolean {
  const { post } = api.document.paths["/api/query-custom"] as unknown as { post: Documented };
  const schema = post.responses["200"]?.content["application/json"]?.schema ?? {};
  return new Ajv2020({ strict: false }).compile(schema)(body);
}
