import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import type { SourceSnapshot } from "../src/source/source.ts";
import type { SourceTable } from "../src/source/source-table.ts";
import { PATIENCE_MS } from "./postgres-database.ts";
import { readAll, rowsOf } from "./read-all.ts";
import { SQL_DATABASES, type SqlDatabase } from "./sql-databases.ts";

const ODD = `x "q" 'a' \`b\` é日本; --`;
const LONG = "n".repeat(63);

describe.each(SQL_DATABASES)("$name", ({ isThere, ...server }) => {
  let database: SqlDatabase;

  beforeAll(async () => {
    if (!isThere) return;
    database = await server.open();
    const odd = ODD.replaceAll('"', '""');
    await database.run(
      `CREATE TABLE "${odd}" ("${odd}" int PRIMARY KEY, "${LONG}" varchar(20), "select" int)`,
      `INSERT INTO "${odd}" VALUES (1, 'one', 2)`,
      `CREATE TABLE ${LONG} (id int)`,
      "CREATE TABLE many (id int PRIMARY KEY, filler varchar(2000))",
      "CREATE TABLE pairs (a int NOT NULL, b varchar(50) NOT NULL, c int, UNIQUE (b, a))",
      "CREATE VIEW fives AS SELECT a, b FROM pairs WHERE a = 5",
      "CREATE TABLE keyless (a int, b int, UNIQUE (a))",
    );
    for (let from = 0; from < 3000; from += 500)
      await database.run(
        `INSERT INTO many VALUES ${Array.from({ length: 500 }, (_, at) => `(${from + at}, repeat('x', ${at}))`).join(", ")}`,
      );
  }, PATIENCE_MS);

  afterAll(async () => {
    await database?.close();
  });

  it.skipIf(!isThere)("finds tables and views with their keys, whatever their names", async () => {
    const tables = await database.source.discover();
    const found = tables.map(({ name, kind, key, columns }) => [
      name,
      kind,
      key,
      columns.map((column) => column.name),
    ]);
    expect(new Set(found)).toEqual(
      new Set([
        [ODD, "table", [ODD], [ODD, LONG, "select"]],
        [LONG, "table", [], ["id"]],
        ["many", "table", ["id"], ["id", "filler"]],
        ["pairs", "table", ["b", "a"], ["a", "b", "c"]],
        ["fives", "view", [], ["a", "b"]],
        ["keyless", "table", [], ["a", "b"]],
      ]),
    );
  });

  it.skipIf(!isThere)("reads a table and columns of any names", async () => {
    const rows = await readAll(database.source, ODD, { orderBy: [ODD], after: [0] });
    expect(rows).toEqual([{ [ODD]: 1, [LONG]: "one", select: 2 }]);
  });

  it.skipIf(!isThere)("names a table that is not there", async () => {
    await expect(database.source.discover({ tables: ["many", "Many_"] })).rejects.toMatchObject({
      code: "NO_SUCH_TABLE",
      table: "Many_",
    });
  });

  it.skipIf(!isThere)("gives batches of about the bytes that are wanted", async () => {
    const sizes: number[] = [];
    await within(database, async (snapshot, table) => {
      for await (const { bytes } of snapshot.read(await table("many"), { batchBytes: 50_000 }))
        sizes.push(bytes);
    });
    expect(sizes.length).toBeGreaterThan(10);
    expect(Math.max(...sizes)).toBeLessThan(200_000);
  });

  it.skipIf(!isThere)("reads others after one whose rows were not all taken", async () => {
    const counts = await within(database, async (snapshot, table) => {
      const many = await table("many");
      for await (const batch of snapshot.read(many, { batchBytes: 1 })) {
        expect(batch.rows).toHaveLength(1);
        break;
      }
      let rows = 0;
      for await (const batch of snapshot.read(many, { batchBytes: 1e6 })) rows += batch.rows.length;
      return [rows, await snapshot.count?.(many)];
    });
    expect(counts).toEqual([3000, 3000]);
  });

  it.skipIf(!isThere)("does so with one connection alone", async () => {
    const { narrow } = database;
    const [many] = (await narrow.discover({ tables: ["many"] })) as [SourceTable];
    const snapshot = await narrow.open();
    for await (const batch of snapshot.read(many, { batchBytes: 1 })) {
      expect(batch.rows).toHaveLength(1);
      break;
    }
    expect(await snapshot.count?.(many)).toBe(3000);
    await snapshot.close();
  });

  it.skipIf(!isThere)("ends at once when the signal fires", async () => {
    const reason = new Error("enough");
    const stop = new AbortController();
    const reading = within(database, async (snapshot, table) => {
      const options = { batchBytes: 100, signal: stop.signal };
      for await (const batch of snapshot.read(await table("many"), options))
        if (batch.rows.length > 0) stop.abort(reason);
    });
    await expect(reading).rejects.toBe(reason);
    await expect(database.source.discover({ signal: stop.signal })).rejects.toBe(reason);
    expect(await database.source.discover({ tables: ["many"] })).toHaveLength(1);
  });

  it.skipIf(!isThere)("refuses to order by what has nulls, or no order", async () => {
    await database.run("INSERT INTO keyless VALUES (1, NULL)");
    const ordered = (orderBy: readonly string[]) =>
      readAll(database.source, "keyless", { orderBy });
    await expect(ordered(["a", "b"])).rejects.toMatchObject({
      code: "CURSOR_HAS_NULLS",
      table: "keyless",
      column: "b",
    });
    await database.run("CREATE TABLE documents (doc json)");
    await expect(readAll(database.source, "documents", { orderBy: ["doc"] })).rejects.toMatchObject(
      { code: "NO_KEY", column: "doc" },
    );
  });

  it.skipIf(!isThere)("has no last place where there is no row", async () => {
    await database.run("CREATE TABLE empty_ (id int PRIMARY KEY)");
    const last = await within(database, async (snapshot, table) =>
      snapshot.last(await table("empty_"), { orderBy: ["id"] }),
    );
    expect(last).toBeUndefined();
  });

  it.skipIf(!isThere)(
    "reads each row once, in the order of code points, wherever pages are cut",
    async () => {
      const key = fc.tuple(
        fc.integer({ min: -3, max: 3 }),
        fc.string({
          unit: fc.constantFrom("a", "B", "b", " ", "é", "日", "\u{1f600}", "'", "\\", "%"),
          maxLength: 4,
        }),
      );
      const keys = fc.uniqueArray(key, {
        minLength: 1,
        maxLength: 30,
        selector: ([a, b]) => `${a}|${b}`,
      });
      await fc.assert(
        fc.asyncProperty(keys, fc.nat(), async (places, at) => {
          const sorted = [...places].sort(
            ([a, b], [c, d]) => a - c || Buffer.compare(Buffer.from(b), Buffer.from(d)),
          );
          const cut = sorted[at % sorted.length] as [number, string];
          await database.run(
            "DROP TABLE IF EXISTS placed",
            binaryTable(database.kind),
            `INSERT INTO placed VALUES ${places.map(([a, b]) => `(${a}, ${textLiteral(b, database.kind)})`).join(", ")}`,
          );
          const orderBy = ["a", "b"];
          const seen = await within(database, async (snapshot, table) => {
            const placed = await table("placed");
            return {
              before: await placesOf(snapshot, placed, { orderBy, upTo: cut }),
              behind: await placesOf(snapshot, placed, { orderBy, after: cut }),
              prefix: await placesOf(snapshot, placed, { orderBy, upTo: [cut[0]] }),
              last: await snapshot.last(placed, { orderBy }),
            };
          });
          expect([...seen.before, ...seen.behind]).toEqual(sorted);
          expect(seen.before.at(-1)).toEqual(cut);
          expect(seen.prefix).toEqual(sorted.filter(([a]) => a <= cut[0]));
          expect(seen.last).toEqual(sorted.at(-1));
        }),
        { numRuns: propertyRuns(10) },
      );
    },
  );

  it.skipIf(!isThere)("takes the values of every ordered type as a place", async () => {
    await database.run(
      "DROP TABLE IF EXISTS ordered",
      database.kind === "postgres"
        ? "CREATE TABLE ordered (i bigint NOT NULL, d numeric(20,5) NOT NULL, f real NOT NULL, t timestamptz NOT NULL, y date NOT NULL, u uuid NOT NULL, b bytea NOT NULL, o boolean NOT NULL, n numeric NOT NULL)"
        : "CREATE TABLE ordered (i bigint NOT NULL, d decimal(20,5) NOT NULL, f float NOT NULL, t datetime(6) NOT NULL, y date NOT NULL, u bigint unsigned NOT NULL, b varbinary(9) NOT NULL, o bit(1) NOT NULL, n time(6) NOT NULL)",
      ...[0, 1].map((at) =>
        database.kind === "postgres"
          ? `INSERT INTO ordered VALUES (9007199254740992 + ${at}, 12345678901.5 + ${at}, 0.1 + ${at}, '2024-01-01 00:00:00.00000${at}+00', '2024-01-0${at + 1}', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1${at}', '\\x0${at}ff', ${at === 1}, 1e25 + ${at})`
          : `INSERT INTO ordered VALUES (9007199254740992 + ${at}, 12345678901.5 + ${at}, 0.1 + ${at}, '2024-01-01 00:00:00.00000${at}', '2024-01-0${at + 1}', 18446744073709551614 + ${at}, X'0${at}ff', ${at}, '100:00:00.00000${at}')`,
      ),
    );
    const counts = await within(database, async (snapshot, table) => {
      const ordered = await table("ordered");
      const found: unknown[] = [];
      for (const { name } of ordered.columns) {
        const orderBy = [name];
        const [first] = await rowsOf(snapshot, ordered, { orderBy });
        const place = bytesAsText(first?.[name]);
        const behind = await rowsOf(snapshot, ordered, { orderBy, after: [place] });
        const upTo = await rowsOf(snapshot, ordered, { orderBy, upTo: [place] });
        const last = await snapshot.last(ordered, { orderBy });
        const rest = await rowsOf(snapshot, ordered, { orderBy, after: last ?? [] });
        found.push([name, behind.length, upTo.length, rest.length]);
      }
      return found;
    });
    expect(counts).toEqual(
      ["i", "d", "f", "t", "y", "u", "b", "o", "n"].map((name) => [name, 1, 1, 0]),
    );
  });
});

async function within<T>(
  { source }: SqlDatabase,
  work: (snapshot: SourceSnapshot, table: (name: string) => Promise<SourceTable>) => Promise<T>,
): Promise<T> {
  const tables = await source.discover();
  const snapshot = await source.open();
  try {
    return await work(snapshot, async (name) => {
      const table = tables.find((each) => each.name === name);
      if (table === undefined) throw new Error(`no table ${name}`);
      return table;
    });
  } finally {
    await snapshot.close();
  }
}

type Order = Omit<Parameters<SourceSnapshot["read"]>[1], "batchBytes">;

async function placesOf(
  snapshot: SourceSnapshot,
  table: SourceTable,
  order: Order,
): Promise<[unknown, unknown][]> {
  const rows = await rowsOf(snapshot, table, { ...order, batchBytes: 200 });
  return rows.map((row) => [row["a"], row["b"]]);
}

function bytesAsText(value: unknown): string | number | bigint | boolean {
  return value instanceof Uint8Array
    ? `\\x${Buffer.from(value).toString("hex")}`
    : (value as string | number | bigint | boolean);
}

/** On MySQL a collation that takes B for b, and é for e: the order is by code points all the same. */
function binaryTable(kind: SqlDatabase["kind"]): string {
  return kind === "postgres"
    ? "CREATE TABLE placed (a int NOT NULL, b text NOT NULL)"
    : "CREATE TABLE placed (a int NOT NULL, b varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL)";
}

function textLiteral(text: string, kind: SqlDatabase["kind"]): string {
  const hex = Buffer.from(text).toString("hex");
  return kind === "postgres"
    ? `convert_from('\\x${hex}', 'UTF8')`
    : `CONVERT(X'${hex}' USING utf8mb4)`;
}
