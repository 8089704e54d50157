import { expect, it } from "vitest";
import { type Answers, fakeMysql } from "../../test/support/fake-mysql.ts";
import type { SourceTable } from "../source/source-table.ts";
import { mySqlSource } from "./mysql-source.ts";

const COLUMNS: readonly (readonly (string | null)[])[] = [
  ["orders", "id", "bigint(20)", "bigint", "NO", "19", "0", null, ""],
  ["orders", "note", "varchar(20)", "varchar", "YES", null, null, null, "what was said"],
  ["orders", "photo", "blob", "blob", "YES", null, null, null, ""],
  ["orders", "place", "vector(3)", "vector", "YES", null, null, null, ""],
];

const CATALOG: Answers = [
  ["SELECT CONNECTION_ID()", [["7", "SYSTEM", "utf8mb4", "ANSI_QUOTES", "60", "1024"]]],
  ["SELECT DATABASE()", [["shop"]]],
  ["information_schema.TABLES", [["orders", "BASE TABLE", "InnoDB", "3", "all of them"]]],
  ["information_schema.COLUMNS", COLUMNS],
  [
    "information_schema.STATISTICS",
    [
      ["orders", "PRIMARY", "id", "1"],
      ["orders", "by_note", "note", "0"],
    ],
  ],
  ["SELECT VERSION()", [["8.0.15"]]],
];

const ROWS: Answers = [
  [
    "FROM `shop`.`orders`",
    Array.from({ length: 100 }, (_, at) => [String(at), "x".repeat(96), "bytes"]),
  ],
];

const WITHOUT_VECTOR = ["id", "note", "photo"];

it("describes tables, and refuses a type that nothing is known of", async () => {
  const [orders] = await mySqlSource(fakeMysql(CATALOG)).discover();
  expect(orders).toMatchObject({
    name: "orders",
    schema: "shop",
    key: ["id"],
    comment: "all of them",
    rowEstimate: 3,
    columns: [
      { name: "id", verdict: "exact", nullable: false },
      { name: "note", comment: "what was said", nullable: true },
      { name: "photo", verdict: "converted" },
      { name: "place", verdict: "refused" },
    ],
  });
});

it("reads no further while a batch waits to be taken", async () => {
  const pool = fakeMysql([...CATALOG, ...ROWS]);
  const source = mySqlSource(pool);
  const [orders] = (await source.discover()) as [SourceTable];
  const snapshot = await source.open();
  const held: number[] = [];
  let taken = 0;
  const reading = { columns: WITHOUT_VECTOR, batchBytes: 1000 };
  for await (const { rows } of snapshot.read(orders, reading)) {
    taken += rows.length;
    await new Promise((resolve) => setTimeout(resolve, 1));
    held.push(pool.count.rows - taken);
    expect(rows[0]).toMatchObject({ note: "x".repeat(96), photo: Buffer.from("bytes") });
  }
  await snapshot.close();
  expect(taken).toBe(100);
  expect(Math.max(...held)).toBeLessThanOrEqual(10);
  expect(pool.count.paused).toBeGreaterThan(5);
});

it("sets the session back, and gives the connection to the pool", async () => {
  const pool = fakeMysql(CATALOG);
  await (await mySqlSource(pool).open()).close();
  expect(pool.asked.at(-2)).toBe("ROLLBACK");
  expect(pool.asked.at(-1)).toContain(
    `SESSION sql_mode = CONVERT(X'${Buffer.from("ANSI_QUOTES").toString("hex")}' USING utf8mb4), SESSION net_write_timeout = 60`,
  );
  expect(pool.count).toMatchObject({ released: 1, destroyed: 0 });
});

it("has the server end a query whose rows nobody takes", async () => {
  const pool = fakeMysql([...CATALOG, ...ROWS]);
  const source = mySqlSource(pool);
  const [orders] = (await source.discover()) as [SourceTable];
  const snapshot = await source.open();
  for await (const batch of snapshot.read(orders, { columns: WITHOUT_VECTOR, batchBytes: 1 }))
    if (batch.rows.length > 0) break;
  expect(pool.asked).toContain("KILL QUERY 7");
  expect(pool.asked.at(-1)).toBe("ROLLBACK TO SAVEPOINT reading");
  await snapshot.close();
});

it("ends the connection when the signal fires", async () => {
  const pool = fakeMysql([...CATALOG, ...ROWS]);
  const source = mySqlSource(pool);
  const [orders] = (await source.discover()) as [SourceTable];
  const snapshot = await source.open();
  const stop = new AbortController();
  const options = { columns: WITHOUT_VECTOR, batchBytes: 1, signal: stop.signal };
  const reading = (async () => {
    for await (const { rows } of snapshot.read(orders, options))
      if (rows.length > 0) stop.abort(new Error("enough"));
  })();
  await expect(reading).rejects.toThrow("enough");
  expect(pool.count.destroyed).toBe(1);
  await snapshot.close();
  expect(pool.count.released).toBe(1);
});

it("says that the connection was lost while rows were on their way", async () => {
  const pool = fakeMysql([...CATALOG, ...ROWS]);
  const source = mySqlSource(pool, { name: "shop" });
  const [orders] = (await source.discover()) as [SourceTable];
  const snapshot = await source.open();
  const read = async () => {
    for await (const { rows } of snapshot.read(orders, { columns: WITHOUT_VECTOR, batchBytes: 1 }))
      if (rows.length > 0) pool.lose();
  };
  await expect(read()).rejects.toMatchObject({ code: "CONNECTION_LOST", table: "orders" });
  await snapshot.close();
  expect(pool.count.destroyed).toBe(1);
});

it("reads nothing more in a transaction that a deadlock has ended", async () => {
  const deadlock = Object.assign(new Error("Deadlock found"), { errno: 1213 });
  const pool = fakeMysql([...CATALOG, ["FROM `shop`.`orders`", deadlock]]);
  const source = mySqlSource(pool);
  const [orders] = (await source.discover()) as [SourceTable];
  const snapshot = await source.open();
  await expect(snapshot.count?.(orders)).rejects.toMatchObject({ code: "DEADLOCK" });
  await expect(snapshot.count?.(orders)).rejects.toMatchObject({ code: "CONNECTION_LOST" });
  await snapshot.close();
});

it("says that a table is not as it was looked at", async () => {
  const source = mySqlSource(fakeMysql([...CATALOG, ...ROWS]));
  const [orders] = (await source.discover()) as [SourceTable];
  const [id, note, photo] = orders.columns;
  const other = { ...orders, columns: [id, { ...note, nativeType: "int" }, photo] } as SourceTable;
  const snapshot = await source.open();
  const reading = snapshot.read(other, { columns: WITHOUT_VECTOR, batchBytes: 100 });
  await expect(reading[Symbol.asyncIterator]().next()).rejects.toMatchObject({
    code: "TABLE_CHANGED",
    table: "orders",
  });
  await snapshot.close();
});

it("orders by bytes of text, and writes places as literals that no mode reads otherwise", async () => {
  const pool = fakeMysql([...CATALOG, ...ROWS]);
  const source = mySqlSource(pool);
  const [orders] = (await source.discover()) as [SourceTable];
  const snapshot = await source.open();
  const orderBy = ["note", "id"];
  const options = { columns: ["id"], orderBy, after: ["a'\\", 5n], upTo: ["b"], batchBytes: 1e6 };
  await snapshot.last(orders, { orderBy });
  for await (const batch of snapshot.read(orders, options)) expect(batch.rows.length).toBe(100);
  await snapshot.close();
  const note = "CAST(CONVERT(`note` USING utf8mb4) AS BINARY)";
  expect(pool.asked).toContain(
    `SELECT \`id\` AS \`0\` FROM \`shop\`.\`orders\` WHERE (${note} >= X'61275c' AND ((${note} > X'61275c') OR (${note} = X'61275c' AND \`id\` > 5))) AND (${note} <= X'62') ORDER BY ${note}, \`id\``,
  );
});

it("refuses what is no pool, an unknown option, and a choice that there is none of", () => {
  expect(() => mySqlSource({} as never)).toThrow("expected a pool of mysql2");
  expect(() => mySqlSource(fakeMysql([]), { naem: "x" } as never)).toThrow('"naem"');
  expect(() => mySqlSource(fakeMysql([]), { zeroDates: "no" as never })).toThrow(
    'zeroDates is "reject" or "null", not "no"',
  );
});
