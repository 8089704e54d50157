import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import {
  openStarters,
  type Start,
  type Starters,
  startersBatch,
  startersEmbedded,
} from "./starters.ts";

const CREDENTIALS = { accessKeyId: "test", secretAccessKey: "test" };
const KEY = "raw/2026/01/20/late.csv";

/** In this order: what ran before is there when the next one is started. */
const STARTS: Readonly<Record<string, Start>> = {
  "the schedule starts the run of the day before": {
    machine: "start",
    input: { time: "2026-01-16T02:00:00Z" },
  },
  "a second firing of the schedule starts nothing": {
    machine: "start",
    input: { time: "2026-01-16T02:00:05Z" },
  },
  "the day before the first of March, in a leap year": {
    machine: "start",
    input: { time: "2028-03-01T00:30:00Z" },
  },
  "the day before New Year's Day": { machine: "start", input: { time: "2027-01-01T23:59:59Z" } },
  "a day that is named": { machine: "start", input: { day: "2026-01-18" } },
  "the same day again under a label": {
    machine: "start",
    input: { day: "2026-01-18", again: "2" },
  },
  "the same day under the same label": {
    machine: "start",
    input: { day: "2026-01-18", again: "2" },
  },
  "a day that fails is started all the same": {
    machine: "start",
    input: { day: "2026-03-02", again: "own" },
  },
  "a file that arrives": { machine: "start", input: { key: KEY, etag: "9bb58f26192e4ba0-5" } },
  "the same version of a file": {
    machine: "start",
    input: { key: KEY, etag: "9bb58f26192e4ba0-5" },
  },
  "another version of it": { machine: "start", input: { key: KEY, etag: "0cc175b9c0f1b6a8" } },
  "a file elsewhere": { machine: "start", input: { key: "other/a.csv", etag: "x" } },
  "a day that there is not": { machine: "start", input: { day: "2026-13-01" } },
  "a time that is none": { machine: "start", input: { time: "yesterday" } },
  "a label that can't be part of a name": {
    machine: "start",
    input: { day: "2026-01-18", again: "a b" },
  },
  "nothing at all": { machine: "start", input: {} },
  "a backfill over the end of a month": {
    machine: "backfill",
    input: { from: "2026-02-26", to: "2026-03-01" },
  },
  "a backfill of one day under a label": {
    machine: "backfill",
    input: { from: "2026-02-27", to: "2026-02-27", again: "b" },
  },
  "a backfill with a day that fails": {
    machine: "backfill",
    input: { from: "2026-03-02", to: "2026-03-04" },
  },
  "a backfill that ends before it begins": {
    machine: "backfill",
    input: { from: "2026-03-02", to: "2026-03-01" },
  },
  "a backfill without an end": { machine: "backfill", input: { from: "2026-03-02" } },
};

/** A day that has run is passed over: of MiniStack's nested executions, two may have one name. */
const REPEATED: Readonly<Record<string, Start>> = {
  "a backfill over days that have run": {
    machine: "backfill",
    input: { from: "2026-02-25", to: "2026-03-01" },
  },
};

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
  describe.skipIf(endpoint === undefined)(`(CLOUDAPI_TEST_${server.toUpperCase()})`, () => {
    const clouds: Starters[] = [];
    beforeAll(async () => {
      const name = `start-${crypto.randomUUID().slice(0, 8)}`;
      const config = { endpoint: endpoint ?? "", region: "us-east-1", credentials: CREDENTIALS };
      const batch = startersBatch(name, account);
      const theirs = { config, batch, change, close: () => Promise.resolve() };
      clouds.push(await startersEmbedded(name), await openStarters(theirs));
    }, 120_000);
    afterAll(async () => {
      for (const cloud of clouds) await cloud.close();
    });

    it.each(Object.entries(starts))(
      "%s, as on the embedded cloud",
      async (_, each) => {
        const [ours, theirs] = await Promise.all(clouds.map((cloud) => cloud.start(each)));
        expect(theirs).toEqual(ours);
      },
      300_000,
    );
  });
});
