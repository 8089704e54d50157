import { expect, it } from "vitest";
import { checkOrderTypes, isSameOrWider } from "./order-types.ts";

it.each([
  ["integer", "bigint"],
  ["int(10) unsigned", "bigint(20) unsigned"],
  ["int(11)", "int"],
  ["varchar(20)", "varchar(40)"],
  ["varchar(20)", "mediumtext"],
  ["character varying(20)", "character varying"],
  ["character varying(20)", "text"],
  ["numeric(10,2)", "numeric(12,3)"],
  ["numeric(10,2)", "numeric"],
  ["datetime", "datetime(6)"],
  ["timestamp(3) without time zone", "timestamp without time zone"],
  ["enum('a','b')", "enum('a','b','c')"],
  ["mixed", "string"],
  ["number", "mixed"],
])("goes on from %s in %s", (before, now) => {
  expect(isSameOrWider(before, now)).toBe(true);
});

it.each([
  ["bigint", "integer"],
  ["int(10) unsigned", "int(10)"],
  ["integer", "text"],
  ["text", "integer"],
  ["timestamp without time zone", "timestamp with time zone"],
  ["timestamp without time zone", "timestamp(3) without time zone"],
  ["timestamp without time zone", "date"],
  ["datetime(6)", "datetime"],
  ["datetime(3)", "timestamp(3)"],
  ["numeric", "numeric(10,2)"],
  ["numeric(10,2)", "numeric(10,3)"],
  ["numeric(10,2)", "numeric(12,1)"],
  ["varchar(20)", "varchar(10)"],
  ["text", "character varying(20)"],
  ["enum('a','b')", "enum('b','a')"],
  ["objectId", "string"],
  ["real", "double precision"],
])("does not go on from %s in %s", (before, now) => {
  expect(isSameOrWider(before, now)).toBe(false);
});

const shop = {
  source: "shop",
  table: "orders",
  stateKey: "_ingest/states/shop/orders.json",
  orderBy: ["at", "id"],
  orderTypes: ["date", "integer"],
};

it("says which column changed, from what to what, and what to do", () => {
  const state = { orderTypes: ["timestamp without time zone", "integer"] };
  expect(() => checkOrderTypes(state, shop)).toThrow(
    expect.objectContaining({
      code: "LOADED_OTHERWISE",
      source: "shop",
      table: "orders",
      column: "at",
      message: expect.stringMatching(
        /Table "orders" of shop was read up to a place of "at" when that was timestamp without time zone, and it is date now.*state _ingest\/states\/shop\/orders\.json.*write "date" for "timestamp without time zone"/,
      ) as string,
    }) as Error,
  );
});

it("asks nothing of a state that does not say", () => {
  expect(checkOrderTypes({}, shop)).toBeUndefined();
  expect(checkOrderTypes(undefined, shop)).toBeUndefined();
});
