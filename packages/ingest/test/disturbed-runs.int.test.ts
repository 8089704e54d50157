import { createHash, randomUUID } from "node:crypto";
import { type MemorySink, memorySink } from "@cloudapi/transform";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type IngestOptions,
  type IngestProgress,
  type IngestReport,
  ingest,
  ndjsonTarget,
  type Source,
} from "../src/index.ts";
import { PATIENCE_MS } from "./postgres-database.ts";
import { SQL_DATABASES, type SqlDatabase } from "./sql-databases.ts";
import { disturbedSource } from "./support/disturbed-source.ts";
import { type TcpFront, tcpFront } from "./support/tcp-front.ts";

/** What is changed by others while a run goes on needs a server, which has several sessions. */
const isServer = (process.env["CLOUDAPI_TEST_POSTGRES"] ?? "") !== "";
const DATABASES = SQL_DATABASES.filter(({ name }) => name !== "PostgreSQL" || isServer);
const LOAD_TIME = new Date("2025-01-15T10:30:45Z");
const ODD = `o"d'd \`näme\` ${"ü".repeat(40)}`;
const TABLES = ["t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8", ODD];

async function load(
  source: Source,
  sink: MemorySink,
  input = {},
  options: IngestOptions = {},
): Promise<IngestReport> {
  const settings = { source, target: ndjsonTarget(sink), ...input };
  return ingest(settings, { loadTime: LOAD_TIME, batchBytes: 500, ...options });
}

/** What is there of tables: their files, the rows of each and its digest. */
function published({ objects }: MemorySink): Record<string, string> {
  const files = [...objects].filter(([key]) => !key.startsWith("_"));
  return Object.fromEntries(files.map(([key, bytes]) => [key, digestOf(bytes)]));
}

function digestOf(bytes: Uint8Array): string {
  const rows = bytes.reduce((count, byte) => count + Number(byte === 10), 0);
  return `${rows} ${createHash("sha256").update(bytes).digest("hex")}`;
}

function failures({ tables }: IngestReport) {
  return tables.flatMap((each) =>
    each.status === "failed" ? [{ table: each.table, code: each.code, message: each.message }] : [],
  );
}

describe.each(DATABASES)("a run on $name", ({ isThere, ...server }) => {
  let database: SqlDatabase;
  let front: TcpFront;
  let undisturbed: Record<string, string>;

  beforeAll(async () => {
    if (!isThere) return;
    database = await server.open();
    front = await tcpFront(database.place);
    for (const name of TABLES) await makeTable(name);
    const sink = memorySink();
    await load(sourceBy(), sink);
    undisturbed = published(sink);
  }, PATIENCE_MS);

  afterAll(async () => {
    await front?.close();
    await database?.close();
  }, PATIENCE_MS);

  async function makeTable(name: string): Promise<void> {
    const quoted = `"${name.replaceAll('"', '""')}"`;
    const rows = Array.from({ length: 500 }, (_, id) => `(${id}, ${"'value'"})`).join(", ");
    await database.run(
      `CREATE TABLE ${quoted} (id int PRIMARY KEY, v varchar(20) NOT NULL)`,
      `INSERT INTO ${quoted} VALUES ${rows}`,
    );
  }

  function sourceBy(options: Parameters<SqlDatabase["sourceBy"]>[0] = {}): Source {
    return database.sourceBy(options);
  }

  /** A disturbed run, in which one table fails; and the run after it, when all is well again. */
  async function fails(source: Source, mend: () => Promise<void>) {
    const sink = memorySink();
    const failed = failures(await load(source, sink));
    const before = published(sink);
    await mend();
    const again = await load(sourceBy(), sink);
    return { failed, before, again: again.failed, after: published(sink) };
  }

  function without(table: string): Record<string, string> {
    const others = Object.entries(undisturbed).filter(([key]) => !key.startsWith(`${table}/`));
    return Object.fromEntries(others);
  }

  it.skipIf(!isThere)("has tables of any name, all of them", () => {
    expect(Object.keys(undisturbed)).toHaveLength(TABLES.length);
    expect(Object.values(undisturbed).map((digest) => digest.split(" ")[0])).toEqual(
      TABLES.map(() => "500"),
    );
  });

  it.skipIf(!isThere).each([
    ["a table is dropped", "t5", 'DROP TABLE "t5"'],
    ["a table is altered", "t6", 'ALTER TABLE "t6" DROP COLUMN v'],
  ])("goes on with the others when %s midway, and a rerun has all", async (_, table, change) => {
    const action = () => database.run(change);
    const source = disturbedSource(sourceBy(), { table: "t2", action });
    const { failed, before, again, after } = await fails(source, async () => {
      await database.run(`DROP TABLE IF EXISTS ${table}`);
      await makeTable(table);
    });
    expect(failed).toEqual([
      {
        table,
        code: "TABLE_CHANGED",
        message: expect.stringMatching(`"${table}" of shop`) as string,
      },
    ]);
    expect(before).toEqual(without(table));
    expect(again).toEqual([]);
    expect(after).toEqual(undisturbed);
  });

  it.skipIf(!isThere)("goes on with the others when one may not be read", async () => {
    const user = `nine_of_ten_${randomUUID().slice(0, 8)}`;
    const isPostgres = database.kind === "postgres";
    const to = isPostgres ? user : `'${user}'@'%'`;
    const made = isPostgres
      ? `CREATE ROLE ${user} LOGIN PASSWORD 'app'`
      : `CREATE USER ${to} IDENTIFIED BY 'app'`;
    const drop = isPostgres ? [`DROP OWNED BY ${user}`, `DROP ROLE ${user}`] : [`DROP USER ${to}`];
    const granted = TABLES.filter((name) => name !== "t4");
    const grants = granted.map(
      (name) => `GRANT SELECT ON "${name.replaceAll('"', '""')}" TO ${to}`,
    );
    // MySQL shows no table of which a user has no right at all.
    await database.run(made, ...grants, `GRANT INSERT ON "t4" TO ${to}`);
    const { failed, before, again, after } = await fails(sourceBy({ user }), () =>
      database.run(...drop),
    );
    expect(failed).toEqual([
      {
        table: "t4",
        code: "SOURCE_ACCESS_DENIED",
        message: expect.stringMatching(/"t4" of shop .*Grant SELECT/) as string,
      },
    ]);
    expect(before).toEqual(without("t4"));
    expect(again).toEqual([]);
    expect(after).toEqual(undisturbed);
  });

  it.skipIf(!isThere)(
    "goes on with the others when one takes too long",
    async () => {
      const isPostgres = database.kind === "postgres";
      const slow = isPostgres ? "SELECT 1 AS id FROM pg_sleep(600)" : "SELECT SLEEP(600) AS id";
      await database.run(`CREATE VIEW slow AS ${slow}`);
      const source = sourceBy({ statementMs: 4_000 });
      const { failed, before, again } = await fails(source, () => database.run("DROP VIEW slow"));
      const message = expect.stringMatching(/"slow" of shop .*Raise the time-out/) as string;
      expect(failed).toEqual([{ table: "slow", code: "STATEMENT_TIMEOUT", message }]);
      expect(before).toEqual(undisturbed);
      expect(again).toEqual([]);
    },
    PATIENCE_MS,
  );

  it.skipIf(!isThere)("goes on in a new snapshot when the server starts again midway", async () => {
    const { port } = front;
    const before = front.refused();
    const action = () => front.restart(2);
    const source = disturbedSource(sourceBy({ port }), { table: "t3", action });
    const sink = memorySink();
    const report = await load(source, sink);
    expect(failures(report)).toEqual([]);
    expect(front.refused() - before).toBe(2);
    expect(report.consistency?.kind).toBe("table");
    expect(published(sink)).toEqual(undisturbed);
  });

  it.skipIf(!isThere)(
    "reads a table again when the server goes away while its rows are on their way",
    async () => {
      // More than sockets hold.
      await database.run(
        "CREATE TABLE long_one (id int PRIMARY KEY, v varchar(4000) NOT NULL)",
        "INSERT INTO long_one SELECT a.id + 500 * b.id, REPEAT('long ', 500) FROM t0 a, t1 b WHERE b.id < 16",
      );
      const { port } = front;
      const action = () => front.restart(1);
      const source = disturbedSource(sourceBy({ port }), { table: "long_one", action });
      const sink = memorySink();
      const report = await load(source, sink, { tables: ["t0", "long_one", "t1"] });
      await database.run("DROP TABLE long_one");
      expect(failures(report)).toEqual([]);
      expect(report).toMatchObject({ rowsWritten: 9_000, consistency: { kind: "table" } });
    },
    PATIENCE_MS,
  );

  it.skipIf(!isThere)("has the same by several readers, whatever happens to them", async () => {
    const { port } = front;
    const sink = memorySink();
    expect(failures(await load(sourceBy(), sink, {}, { concurrency: 4 }))).toEqual([]);
    expect(published(sink)).toEqual(undisturbed);
    const cut = memorySink();
    let hasRestarted = false;
    const onProgress = ({ status }: IngestProgress) => {
      if (status !== "done" || hasRestarted) return;
      hasRestarted = true;
      front.restart(1);
    };
    const options = { concurrency: 4, onProgress };
    const report = await load(sourceBy({ port }), cut, {}, options);
    expect(failures(report)).toEqual([]);
    expect(hasRestarted).toBe(true);
    expect(published(cut)).toEqual(undisturbed);
  });

  it.skipIf(!isThere)(
    "refuses what can't be told apart or ordered, and adds the others",
    async () => {
      await database.run(
        "CREATE TABLE keyless (id int NOT NULL)",
        "INSERT INTO keyless VALUES (1)",
        "CREATE TABLE nulls (id int PRIMARY KEY, at int)",
        "INSERT INTO nulls VALUES (1, NULL), (2, 5)",
      );
      const sink = memorySink();
      const report = await load(sourceBy(), sink, {
        mode: "incremental",
        cursors: { nulls: { column: "at" } },
      });
      await database.run("DROP TABLE keyless", "DROP TABLE nulls");
      expect(failures(report).map(({ table, code }) => ({ table, code }))).toEqual(
        expect.arrayContaining([
          { table: "keyless", code: "NO_KEY" },
          { table: "nulls", code: "CURSOR_HAS_NULLS" },
        ]),
      );
      expect(report.failed).toHaveLength(2);
      for (const { message } of failures(report)) expect(message).toContain("shop");
      expect(Object.values(published(sink))).toEqual(Object.values(undisturbed));
    },
  );
});
