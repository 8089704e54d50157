import { defineDataset } from "@cloudapi/core";
import { expect, it } from "vitest";
import * as z from "zod";
import { fakeEngine } from "../../test/support/fake-engine.ts";
import { createApi } from "../index.ts";

const cursorSecret = "0123456789abcdef0123456789abcdef";

function apiOf(shape: z.ZodRawShape) {
  const dataset = defineDataset({ name: "orders", schema: z.object({ id: z.int32(), ...shape }) });
  const engine = fakeEngine([
    { id: 1, total: 1 },
    { id: 2, total: 2 },
  ]);
  return createApi({
    engine,
    cursorSecret,
    datasets: [dataset],
    resources: [{ dataset: "orders", key: ["id"] }],
  });
}

it("a cursor ends with its contract, and not with its server", async () => {
  const shape = { total: z.number() };
  const first = await apiOf(shape).fetch(new Request("http://localhost/api/orders?limit=1"));
  const { next } = (await first.json()) as { next: string };
  const again = new Request(`http://localhost/api/orders?limit=1&cursor=${next}`);
  expect((await apiOf(shape).fetch(again.clone())).status).toBe(200);
  const other = await apiOf({ ...shape, note: z.string().optional() }).fetch(again);
  expect(await other.json()).toMatchObject({ status: 422, code: "INVALID_CURSOR" });
});
