import { CloudApiError } from "@cloudapi/core";
import { expect, it } from "vitest";
import { fakeEngine } from "../../test/support/fake-engine.ts";
import { nineContracts } from "../../test/support/nine-tables.ts";
import { createLakeApi, memoryCache } from "../index.ts";

it("a server whose engine is down is alive, says so, and is not ready", async () => {
  let isDown = true;
  const engine = fakeEngine(async () => {
    if (isDown) throw new CloudApiError("ATHENA_UNREACHABLE", "no answer");
    return [{ ready: 1 }];
  });
  const api = createLakeApi({ engine, tables: nineContracts() });
  async function ask() {
    const answers = await Promise.all(
      ["/health", "/health/live", "/health/ready"].map((path) =>
        api.fetch(new Request(`http://localhost${path}`)),
      ),
    );
    return Promise.all(
      answers.map(async (answer) => {
        const { status, ready, code } = (await answer.json()) as Record<string, unknown>;
        return [answer.status, ready ?? code ?? status, answer.headers.get("retry-after")];
      }),
    );
  }
  expect(await ask()).toEqual([
    [200, false, null],
    [200, "ok", null],
    [503, "NOT_READY", "5"],
  ]);
  isDown = false;
  expect(await ask()).toEqual([
    [200, true, null],
    [200, "ok", null],
    [200, true, null],
  ]);
});

it("a server whose engine is down is not ready because another's is up, whose cache it shares", async () => {
  const cache = memoryCache();
  const down = fakeEngine(async () => {
    throw new CloudApiError("ATHENA_UNREACHABLE", "no answer");
  });
  const statuses: number[] = [];
  for (const engine of [fakeEngine([]), down]) {
    const api = createLakeApi({ engine, tables: nineContracts(), cache });
    statuses.push((await api.fetch(new Request("http://localhost/health/ready"))).status);
  }
  expect(statuses).toEqual([200, 503]);
});
