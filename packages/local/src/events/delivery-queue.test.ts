import { describe, expect, it } from "vitest";
import { type Delivery, type DeliveryFailure, DeliveryQueue } from "./delivery-queue.ts";

function delivery(deliver: () => unknown, attempts = 3): Delivery {
  return { destination: "d", bucket: "b", key: "k", attempts, deliver: async () => deliver() };
}

describe("DeliveryQueue", () => {
  it("is idle at once when nothing is to be done", async () => {
    await expect(new DeliveryQueue(undefined).idle()).resolves.toBeUndefined();
  });

  it("runs a few at a time and waits for all", async () => {
    const queue = new DeliveryQueue(undefined);
    let running = 0;
    let most = 0;
    let done = 0;
    for (let i = 0; i < 50; i++) {
      queue.add(
        delivery(async () => {
          most = Math.max(most, ++running);
          await new Promise((resolve) => setTimeout(resolve, 1));
          running--;
          done++;
        }),
      );
    }
    await queue.idle();
    expect(done).toBe(50);
    expect(most).toBe(10);
  });

  it("reports a failure even to a callback that throws", async () => {
    const heard: DeliveryFailure[] = [];
    const queue = new DeliveryQueue((failure) => {
      heard.push(failure);
      throw new Error("callback");
    });
    const error = new Error("no");
    queue.add(delivery(() => Promise.reject(error), 2));
    queue.add(delivery(() => {}));
    await queue.idle();
    expect(heard).toEqual([{ destination: "d", bucket: "b", key: "k", attempts: 2, error }]);
    expect(queue.failures).toEqual(heard);
  });

  it("drops what has not begun when closed", async () => {
    const queue = new DeliveryQueue(undefined);
    let ran = false;
    queue.add(delivery(() => (ran = true)));
    queue.close();
    queue.add(delivery(() => (ran = true)));
    await queue.idle();
    await new Promise((resolve) => setImmediate(resolve));
    expect(ran).toBe(false);
  });
});
