import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mySqlSource } from "../src/mysql/index.ts";
import type { Source } from "../src/source/source.ts";
import { MYSQL_SERVERS, type MysqlDatabase, mysqlDatabase } from "./mysql-database.ts";
import { makeMysqlTypes } from "./mysql-type-cases.ts";
import { rowsOf } from "./read-all.ts";
import { batchKinds, loaded, withoutTexts } from "./support/both-ways.ts";

const TABLES = ["kinds", "lengths", "plain", "binaries"];

describe.each(MYSQL_SERVERS)("$variable", ({ url }) => {
  let database: MysqlDatabase;
  let source: Source;

  beforeAll(async () => {
    if (url === undefined) return;
    database = await mysqlDatabase(url);
    await makeMysqlTypes(database);
    const lengths = [0, 1, 64, 65, 250, 251, 65_535, 65_536, 3_000_000];
    await database.run(
      "CREATE TABLE lengths (id int PRIMARY KEY, body longtext, tail varchar(10), at datetime(3))",
      ...lengths.map(
        (length) =>
          `INSERT INTO lengths VALUES (${length}, REPEAT('x', ${length}), 'é', '2024-03-10 02:30:00.5')`,
      ),
      "CREATE TABLE plain (id int PRIMARY KEY, filled int(6) ZEROFILL, price decimal(8,2) ZEROFILL, ratio double, day date, at timestamp(3) NULL, note text)",
      ...Array.from(
        { length: 30 },
        (_, n) =>
          `INSERT INTO plain VALUES (${n}, ${n}, ${n}.5, ${n} / 7e${n % 5}, ${n % 5 === 0 ? "NULL" : "'2024-02-29'"}, '2024-03-10 02:30:${String(n).padStart(2, "0")}.120', 'a\\t\\"${"\\\\"}\\n日${n}')`,
      ),
      "CREATE TABLE binaries (id int PRIMARY KEY, body varbinary(10), note text)",
      "INSERT INTO binaries VALUES (1, X'00FF', 'é'), (2, X'C3A9', NULL), (3, NULL, 'a')",
    );
    source = mySqlSource(database.pool);
  });

  afterAll(async () => {
    await database?.close();
  });

  it.skipIf(url === undefined).each(["ndjson", "parquet"] as const)(
    "writes %s by packets as by rows, whatever the types",
    async (kind) => {
      const options = { tables: TABLES, batchBytes: 10_000 };
      const byPackets = await loaded(source, kind, options);
      expect(byPackets).toEqual(await loaded(withoutTexts(source), kind, options));
      expect(byPackets.rowsWritten).toBeGreaterThan(100);
    },
  );

  it.skipIf(url === undefined)(
    "takes packets of the driver, from either kind of pool",
    async () => {
      const promises = database.connect().promise();
      const sources = [source, mySqlSource(promises)];
      const kinds = [];
      for (const each of sources) kinds.push([...(await batchKinds(each, "plain"))]);
      expect(kinds).toEqual([["texts"], ["texts"]]);
    },
  );

  it.skipIf(url === undefined)(
    "leaves the snapshot usable where not all rows are taken",
    async () => {
      const [lengths] = await source.discover({ tables: ["lengths"] });
      const snapshot = await source.open();
      try {
        for await (const batch of snapshot.readTexts?.(lengths as never, { batchBytes: 10 }) ??
          []) {
          expect(batch).toMatchObject({ width: 4 });
          break;
        }
        expect(await rowsOf(snapshot, lengths as never)).toHaveLength(9);
      } finally {
        await snapshot.close();
      }
    },
  );
});
