import { beforeAll, expect, it } from "vitest";
import { useLake } from "../../athena/test/use-lake.ts";
import { type Api, createLakeApi } from "../src/index.ts";
import { loadNineTables } from "./support/nine-tables.ts";

const lake = useLake();
let api: Api;

beforeAll(async () => {
  api = createLakeApi(await loadNineTables(lake));
});

async function ask(path: string, body?: unknown) {
  const init = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
  const answer = await api.fetch(
    new Request(`http://localhost${path}`, body === undefined ? {} : init),
  );
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

it.each([
  ["/api/usuarios", "/api/users"],
  ["/api/pedidos", "/api/orders"],
  ["/api/productos", "/api/products"],
  ["/api/clientes", "/api/customers"],
  ["/api/facturas", "/api/invoices"],
  ["/api/pagos", "/api/payments"],
  ["/api/sesiones", "/api/sessions"],
  ["/api/eventos", "/api/events"],
])("%s and %s are the same rows", async (spanish, english) => {
  const [one, other] = [await ask(spanish), await ask(english)];
  expect(one.status).toBe(200);
  expect(one.body["items"]).not.toEqual([]);
  expect(other).toEqual(one);
});

it("rows keep every digit, and what is nested", async () => {
  expect((await ask("/api/facturas/9007199254740993")).body).toEqual({
    id: "9007199254740993",
    customer_id: 1,
    amount: "1250.00",
    issued: "2025-01-05",
  });
  expect((await ask("/api/productos/1")).body["labels"]).toEqual(["a, b", "c"]);
  expect((await ask("/api/pedidos/2")).body["ordered"]).toBe("2025-01-11T18:40:30.250Z");
});

it("rows are found by relation, whatever the value is", async () => {
  const products = await ask(`/api/productos-por-categoria/${encodeURIComponent("o'ffice/1")}`);
  expect(products.body["items"]).toMatchObject([{ id: 2 }]);
  expect((await ask("/api/facturas-por-cliente/1")).body["items"]).toMatchObject([
    { customer_id: 1 },
  ]);
  expect((await ask("/api/facturas-por-cliente/7")).body["items"]).toEqual([]);
});

it("numbers are of all rows, exactly", async () => {
  const { body } = await ask("/api/pedidos/aggregates?metrics=count,sum_total&group=user_id");
  expect(body["items"]).toEqual([
    { group: { user_id: 1 }, metrics: { count: 2, sum_total: "49.80" } },
  ]);
});

it("the lake says what it holds, and of which days", async () => {
  const { body } = await ask("/api/dashboard");
  expect(body["rows"]).toBe(12);
  expect(body["tables"]).toContainEqual({
    table: "t_orders",
    source: "ms1",
    rows: 2,
    first: "2025-01-10T09:12:00.000Z",
    last: "2025-01-11T18:40:30.250Z",
  });
  const history = await ask("/api/historial?source=ms2&from=2025-01-06&to=2025-01-31");
  expect(history.body["days"]).toEqual([
    { day: "2025-01-07", table: "t_invoices", source: "ms2", rows: 1 },
  ]);
});

it("is live and ready", async () => {
  expect(await ask("/health")).toEqual({ status: 200, body: { status: "ok", ready: true } });
  expect((await ask("/health/ready")).status).toBe(200);
});

it("runs a SELECT over its tables, with values", async () => {
  const { status, body } = await ask("/api/query-custom", {
    sql: "WITH o AS (SELECT * FROM t_orders) SELECT u.name, sum(o.total) AS total FROM o JOIN default.t_users u ON u.id = o.user_id WHERE o.total > ? GROUP BY u.name;",
    parameters: [20],
  });
  expect([status, body]).toEqual([
    200,
    {
      columns: [
        { name: "name", type: "varchar" },
        { name: "total", type: "decimal(38,2)" },
      ],
      rows: [{ name: "Ada", total: "34.00" }],
      isComplete: true,
    },
  ]);
});

it("says of each column of what type it is, of results without a row, too", async () => {
  const { body } = await ask("/api/query-custom", {
    sql: `SELECT id, CAST(id AS bigint) AS b, CAST(id AS double) AS d, total, total > 1 AS is_much, ordered,
      CAST(ordered AS date) AS day, ARRAY[id] AS list, MAP(ARRAY['a'], ARRAY[id]) AS map_of, ROW(id) AS pair,
      to_utf8('x') AS bytes, 'x' AS text FROM t_orders WHERE id < 0`,
  });
  expect(body["detail"]).toBeUndefined();
  expect(body["rows"]).toEqual([]);
  expect(body["columns"]).toEqual([
    { name: "id", type: "integer" },
    { name: "b", type: "bigint" },
    { name: "d", type: "double" },
    { name: "total", type: "decimal(10,2)" },
    { name: "is_much", type: "boolean" },
    { name: "ordered", type: "timestamp" },
    { name: "day", type: "date" },
    { name: "list", type: "array" },
    { name: "map_of", type: "map" },
    { name: "pair", type: "row" },
    { name: "bytes", type: "varbinary" },
    { name: "text", type: "varchar" },
  ]);
});

it("says when there are more rows than were asked for", async () => {
  const { body } = await ask("/api/query-custom", {
    sql: "SELECT id FROM t_orders -- all",
    maxRows: 1,
  });
  expect(body).toMatchObject({ isComplete: false });
  expect(body["rows"]).toHaveLength(1);
});

it.each([
  ["DROP TABLE t_orders", "NOT_A_SELECT", "DROP is not run here"],
  ["/* x */ DELETE FROM t_orders", "INVALID_QUERY", "DELETE"],
  ["SELECT 1; DROP TABLE t_orders", "INVALID_QUERY", "';'"],
  ["SELECT * FROM t_ordrs", "TABLE_NOT_ALLOWED", 'Did you mean "t_orders"?'],
  ["SELECT * FROM information_schema.tables", "TABLE_NOT_ALLOWED", "information_schema.tables"],
  ["SELECT * FROM other.t_orders", "TABLE_NOT_ALLOWED", "other.t_orders"],
  ['SELECT * FROM "t_orders$partitions"', "TABLE_NOT_ALLOWED", "t_orders$partitions"],
  ["SELECT 1 FROM t_orders WHERE id IN (SELECT id FROM secrets)", "TABLE_NOT_ALLOWED", "secrets"],
  ["SELECT nme FROM t_users", "INVALID_QUERY", "nme"],
  ["SELECT id + name FROM t_users", "INVALID_QUERY", "line 1"],
  ["SELECT * FROM t_users WHERE id = ?", "WRONG_PARAMETERS", "1 places"],
  ["SELECT id, id FROM t_users", "INVALID_QUERY", "id"],
  ["SELEC 1", "INVALID_QUERY", "line 1:1"],
  [`SELECT ${"(".repeat(4_000)}1${")".repeat(4_000)}`, "INVALID_QUERY", "nested too deeply"],
])("refuses by name: %s", async (sql, code, words) => {
  const { status, body } = await ask("/api/query-custom", { sql });
  expect([status, body["code"]]).toEqual([422, code]);
  expect(body["detail"]).toContain(words);
});

it("refuses a body that is not as the document says", async () => {
  const { status, body } = await ask("/api/query-custom", { slq: "SELECT 1" });
  expect([status, body["code"]]).toEqual([400, "INVALID_BODY"]);
  expect(body["detail"]).toContain('Did you mean "sql"?');
  const large = await ask("/api/query-custom", { sql: "x".repeat(100_000) });
  expect([large.status, large.body["code"]]).toEqual([413, "BODY_TOO_LARGE"]);
});
