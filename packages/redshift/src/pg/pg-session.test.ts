import { expect, it } from "vitest";
import type { PgClient } from "./pg-pool.ts";
import { openSession, withSession } from "./pg-session.ts";

/** A connection that notes what it is asked, and answers by a style of dates. */
function connection(style: string, broken: readonly string[] = []) {
  const asked: string[] = [];
  const released: unknown[] = [];
  const client: PgClient & { readonly processID: number } = {
    processID: 7,
    query(config) {
      const text = typeof config === "string" ? config : (config as { readonly text: string }).text;
      asked.push(text);
      if (broken.includes(text)) return Promise.reject(new Error(`broken: ${text}`));
      return Promise.resolve({ rows: [[style]], fields: [], rowCount: 1 });
    },
    release: (destroy) => void released.push(destroy),
    listenerCount: () => 0,
    on: () => undefined,
  };
  return { client, asked, released, pool: { connect: () => Promise.resolve(client) } };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

it("leaves a connection that writes dates in ISO 8601 as it is", async () => {
  const { pool, asked, released } = connection("ISO, MDY");
  await withSession(pool, undefined, (session) => session.query("SELECT 1"));
  await settled();
  expect(asked).toEqual(["SHOW datestyle", "SELECT 1"]);
  expect(released).toEqual([false]);
});

it("has dates in ISO 8601 while it works, and gives the connection back as it came", async () => {
  const { pool, asked, released } = connection("German, DMY");
  await withSession(pool, undefined, (session) => session.query("SELECT 1"));
  await settled();
  expect(asked).toEqual([
    "SHOW datestyle",
    "SET datestyle TO 'ISO'",
    "SELECT 1",
    "SET datestyle TO 'German, DMY'",
  ]);
  expect(released).toEqual([false]);
});

it("ends a connection that can't be given back as it came", async () => {
  const { pool, released } = connection("SQL, DMY", ["SET datestyle TO 'SQL, DMY'"]);
  await withSession(pool, undefined, (session) => session.query("SELECT 1"));
  await settled();
  expect(released).toEqual([true]);
});

it("ends a connection that does not say how it writes dates", async () => {
  const { pool, released } = connection("ISO", ["SHOW datestyle"]);
  await expect(openSession(pool, undefined)).rejects.toThrow("broken: SHOW datestyle");
  expect(released).toEqual([true]);
});

it("cancels what runs by its process on abort, and ends the connection", async () => {
  const { pool, asked, released } = connection("ISO");
  const controller = new AbortController();
  const reason = new Error("stop");
  const done = withSession(pool, controller.signal, async (session) => {
    controller.abort(reason);
    await settled();
    await session.query("SELECT 1");
  });
  await expect(done).rejects.toBe(reason);
  await settled();
  expect(asked).toContain("SELECT pg_cancel_backend(7)");
  expect(released).toContain(true);
});
