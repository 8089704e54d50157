import type { Db } from "mongodb";
import { expect, it } from "vitest";
import { mongoSource } from "../src/mongo/index.ts";

/** A database of a server that says this of itself; no server that tests can have has snapshots. */
function databaseThat(says: Record<string, unknown>): { db: Db; sessions: unknown[] } {
  const sessions: unknown[] = [];
  const startSession = (options: unknown) => {
    sessions.push(options);
    return { endSession: () => Promise.resolve() };
  };
  const command = () => Promise.resolve(says);
  return { db: { command, client: { startSession } } as unknown as Db, sessions };
}

it("reads a snapshot from a replica set or a sharded cluster that has them", async () => {
  for (const says of [{ setName: "rs0" }, { msg: "isdbgrid" }]) {
    const { db, sessions } = databaseThat({ ...says, maxWireVersion: 21 });
    const snapshot = await mongoSource(db).open();
    await snapshot.close();
    expect([snapshot.consistency.kind, sessions]).toEqual(["snapshot", [{ snapshot: true }]]);
  }
});

it.each([
  [{ maxWireVersion: 21 }, "the server is no member of a replica set"],
  [{ setName: "rs0", maxWireVersion: 9 }, "the server is older than MongoDB 5.0"],
])("reads ranges where there are none: %j", async (says, reason) => {
  const { db, sessions } = databaseThat(says);
  const { consistency } = await mongoSource(db).open();
  expect([consistency.kind, sessions]).toEqual(["ranges", []]);
  expect(consistency.text).toContain(reason);
  await expect(mongoSource(db, { consistency: "snapshot" }).open()).rejects.toThrow(reason);
});

it("reads ranges where they were asked for", async () => {
  const { db, sessions } = databaseThat({ setName: "rs0", maxWireVersion: 21 });
  const { consistency } = await mongoSource(db, { consistency: "ranges" }).open();
  expect([consistency.kind, sessions]).toEqual(["ranges", []]);
});

it("refuses options that can't be", () => {
  const { db } = databaseThat({});
  expect(() => mongoSource(db, { name: "My Shop" })).toThrow("lower-case letters");
  expect(() => mongoSource(db, { sampleSize: 0 })).toThrow("sampleSize must be a positive integer");
  expect(() => mongoSource(db, { sampelSize: 5 } as never)).toThrow("sampelSize");
  expect(() => mongoSource(db, { consistency: "some" } as never)).toThrow('"snapshot" or "ranges"');
});
