import type { Db } from "mongodb";
import { expect, it } from "vitest";
import { listCollections } from "./list-collections.ts";

it("lists a collection once that is named twice", async () => {
  const infos = [{ name: "users" }, { name: "system.views" }, { name: "orders" }];
  const db = { listCollections: () => ({ toArray: () => Promise.resolve(infos) }) };
  const listed = await listCollections(db as unknown as Db, {
    source: "shop",
    tables: ["users", "orders", "users"],
  });
  expect(listed.map(({ name }) => name)).toEqual(["users", "orders"]);
});
