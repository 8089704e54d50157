import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { type Elsewhere, openEmbedded, SCENARIOS } from "./elsewhere.ts";
import { openMiniStack } from "./elsewhere-ministack.ts";
import { onMoto, openMoto } from "./elsewhere-moto.ts";

/** Other implementations of Step Functions: their states, their JSONata, their retriers and catchers. */
describe.each([
  ["MiniStack", testServer("CLOUDAPI_TEST_MINISTACK"), openMiniStack, () => SCENARIOS] as const,
  ["moto", testServer("CLOUDAPI_TEST_MOTO"), openMoto, onMoto] as const,
])("the machines of a batch on %s", (server, endpoint, openTheirs, scenarios) => {
  const where = `(CLOUDAPI_TEST_${server.toUpperCase()})`;
  describe.skipIf(endpoint === undefined).each(["JSONata", "JSONPath"] as const)(
    `in %s ${where}`,
    (language) => {
      const clouds: Elsewhere[] = [];
      beforeAll(async () => {
        const name = `night-${crypto.randomUUID().slice(0, 8)}`;
        clouds.push(
          await openEmbedded(name, language),
          await openTheirs(name, endpoint ?? "", language),
        );
      });
      afterAll(async () => {
        for (const cloud of clouds) await cloud.close();
      });

      it.each(Object.entries(scenarios(language)))(
        "%s, as on the embedded cloud",
        async (_, scenario) => {
          const [ours, theirs] = await Promise.all(clouds.map((cloud) => cloud.run(scenario)));
          expect(ours?.status).toBe(scenario.status);
          // How often moto's stand-ins fail is not in its history.
          const failures = theirs?.failures ?? ours?.failures;
          expect({ ...theirs, failures }).toEqual(ours);
        },
        300_000,
      );
    },
  );
});
