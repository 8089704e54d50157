import type { PGlite } from "@electric-sql/pglite";
import { SESSION_SETTINGS, type SqlAnswer, type SqlEngine, type SqlSession } from "./sql-engine.ts";

/** PostgreSQL in this process. It has one session in truth: the next one waits for the one before. */
export function pgliteEngine(): SqlEngine {
  const database = load();
  let last: Promise<unknown> = Promise.resolve();
  return {
    async open() {
      const db = await database();
      const turn = Promise.withResolvers<void>();
      const before = last;
      last = turn.promise;
      await before;
      return sessionOf(db, turn.resolve);
    },
    async close() {
      await last;
      await database.loaded?.then(
        (db) => db.close(),
        () => undefined,
      );
    },
  };
}

interface Loader {
  (): Promise<PGlite>;
  loaded?: Promise<PGlite>;
}

function load(): Loader {
  const get: Loader = () =>
    (get.loaded ??= (async () => {
      const { PGlite } = await import("@electric-sql/pglite");
      const db = await PGlite.create();
      for (const setting of SESSION_SETTINGS) await db.exec(setting);
      return db;
    })());
  return get;
}

function sessionOf(db: PGlite, release: () => void): SqlSession {
  return {
    async query(sql) {
      const answer = await db.query<(string | null)[]>(sql, [], {
        rowMode: "array",
        parsers: AS_TEXT,
      });
      const { fields, rows, affectedRows = 0 } = answer;
      return {
        fields,
        rows,
        count: fields.length > 0 ? rows.length : affectedRows,
      } satisfies SqlAnswer;
    },
    // Nothing else can be said to it while a statement runs: the statement ends by itself.
    cancel: () => Promise.resolve(),
    async close() {
      await db.exec("ROLLBACK").catch(() => undefined);
      await db.exec("DISCARD TEMP").catch(() => undefined);
      release();
    },
  };
}

const AS_TEXT = Object.fromEntries(
  [16, 20, 21, 23, 25, 114, 700, 701, 1042, 1043, 1082, 1114, 1184, 1700, 3802].map((type) => [
    type,
    (text: string) => text,
  ]),
);
