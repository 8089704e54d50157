import { apiLogs, type Dataset } from "@cloudapi/core";
import { afterEach, expect, it, vi } from "vitest";
import { type FlatPlan, flatPlan } from "./flat-plan.ts";
import { KeyOrders } from "./key-order.ts";

const plan = flatPlan(apiLogs as unknown as Dataset) as FlatPlan;
const numberOf = (name: string) => plan.fields.findIndex(({ checker }) => checker.name === name);

afterEach(() => {
  vi.restoreAllMocks();
});

it("is that of a record which has all fields that it has to have", () => {
  const orders = new KeyOrders(plan);
  orders.miss(() => '{"endpoint":"/api","status_code":200,"timestamp":"2025-01-15T10:30:45Z"}');
  expect(orders.order?.fields).toEqual(["endpoint", "status_code", "timestamp"].map(numberOf));
});

it.each([
  ["no record", "[1]"],
  ["a record without a field", '{"endpoint":"/api","status_code":200}'],
  ["a record with another field", '{"endpoint":"/","status_code":1,"timestamp":"","x":1}'],
  ["damaged text", '{"endpoint":"/api","status_code":200,"timestamp":'],
])("is unknown after %s", (_, text) => {
  const orders = new KeyOrders(plan);
  orders.miss(() => text);
  expect(orders.order).toBeUndefined();
});

it("does not parse a record of many lists in one another, which would take memory for each", () => {
  const parse = vi.spyOn(JSON, "parse");
  const orders = new KeyOrders(plan);
  orders.miss(() => `{"endpoint":${"[".repeat(1_000)}`);
  expect(parse).not.toHaveBeenCalled();
  expect(orders.order).toBeUndefined();
});
