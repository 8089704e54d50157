import { expect, test } from "vitest";
import { createSlots } from "./slots.ts";

test("who finds no place waits in line, and leaving twice frees one place only", async () => {
  const slots = createSlots(1);
  const order: string[] = [];
  const leave = await slots.acquire();
  const second = slots.acquire().then((release) => {
    order.push("second");
    return release;
  });
  const third = slots.acquire().then((release) => {
    order.push("third");
    return release;
  });
  await Promise.resolve();
  expect(order).toEqual([]);
  leave();
  leave();
  const leaveSecond = await second;
  await new Promise((resolve) => setImmediate(resolve));
  expect(order).toEqual(["second"]);
  leaveSecond();
  (await third)();
  expect(order).toEqual(["second", "third"]);
});
