import { describe, expect, it } from "vitest";
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

  /** The embedded cloud and the other one, with machines that nobody has started. */
  async function openBoth(queryLanguage: (typeof LANGUAGES)[number]): Promise<Starters[]> {
    const name = `start-${crypto.randomUUID().slice(0, 8)}`;
    const config = { endpoint: endpoint ?? "", region: "us-east-1", credentials: CREDENTIALS };
    const batch = startersBatch(name, account, { queryLanguage });
    const theirs = { config, batch, change, close: () => Promise.resolve() };
    return [await startersEmbedded(name, { queryLanguage }), await openStarters(theirs)];
  }

  // One test for all starts: each finds what those before it have left, so only all of them can be tried again.
  it.skipIf(endpoint === undefined).each(LANGUAGES)(
    `in %s: each start as on the embedded cloud ${where}`,
    async (queryLanguage) => {
      const clouds = await openBoth(queryLanguage);
      try {
        const all = queryLanguage === "JSONata" ? { ...starts, ...LABELLED } : starts;
        for (const [title, each] of Object.entries(all)) {
          const [ours, theirs] = await Promise.all(clouds.map((cloud) => cloud.start(each)));
          expect(theirs, title).toEqual(ours);
        }
      } finally {
        for (const cloud of clouds) await cloud.close();
      }
    },
    600_000,
  );
});
