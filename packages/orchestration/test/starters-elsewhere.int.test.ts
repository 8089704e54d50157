import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { openStarters, type Starters, startersBatch, startersEmbedded } from "./starters.ts";
import { LABELLED, REPEATED, STARTS } from "./starts.ts";

const CREDENTIALS = { accessKeyId: "test", secretAccessKey: "test" };

const LANGUAGES = ["JSONata", "JSONPath"] as const;

type Change = (definition: object) => object;

/**
 * MiniStack calls the error of a taken name otherwise, has a Succeed without Output, and reads the items of a distributed Map
 * by no JSONata.
 */
const FOR_MINISTACK: Change = (definition) => {
  const text = JSON.stringify(definition)
    .replaceAll("StepFunctions.ExecutionAlreadyExistsException", "ExecutionAlreadyExists")
    .replaceAll('"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"', '"Mode":"INLINE"')
    .replaceAll('"Type":"Succeed",', '"Type":"Pass","End":true,');
  return JSON.parse(text) as object;
};

/** Other implementations of Step Functions: their Choice, Map, Retry, Catch and nested executions. */
describe.each([
  [
    "MiniStack",
    testServer("CLOUDAPI_TEST_MINISTACK"),
    "000000000000",
    FOR_MINISTACK,
    STARTS,
  ] as const,
  [
    "moto",
    testServer("CLOUDAPI_TEST_MOTO"),
    "123456789012",
    (definition: object) => definition,
    { ...STARTS, ...REPEATED },
  ] as const,
])("the machines that start a batch's days on %s", (server, endpoint, account, change, starts) => {
  const where = `(CLOUDAPI_TEST_${server.toUpperCase()})`;
  describe.skipIf(endpoint === undefined).each(LANGUAGES)(`in %s ${where}`, (queryLanguage) => {
    const clouds: Starters[] = [];
    beforeAll(async () => {
      const name = `start-${crypto.randomUUID().slice(0, 8)}`;
      const config = { endpoint: endpoint ?? "", region: "us-east-1", credentials: CREDENTIALS };
      const batch = startersBatch(name, account, { queryLanguage });
      const theirs = { config, batch, change, close: () => Promise.resolve() };
      clouds.push(await startersEmbedded(name, { queryLanguage }), await openStarters(theirs));
    }, 120_000);
    afterAll(async () => {
      for (const cloud of clouds) await cloud.close();
    });

    it.each(Object.entries(queryLanguage === "JSONata" ? { ...starts, ...LABELLED } : starts))(
      "%s, as on the embedded cloud",
      async (_, each) => {
        const [ours, theirs] = await Promise.all(clouds.map((cloud) => cloud.start(each)));
        expect(theirs).toEqual(ours);
      },
      300_000,
    );
  });
});
