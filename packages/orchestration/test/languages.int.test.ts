import { afterAll, beforeAll, expect, it } from "vitest";
import { defineBatch } from "../src/index.ts";
import { type Came, type Elsewhere, type Language, openEmbedded, SCENARIOS } from "./elsewhere.ts";
import { FUNCTION_BATCH } from "./nightly.ts";
import { type Started, type Starters, startersEmbedded } from "./starters.ts";
import { LABELLED, REPEATED, STARTS } from "./starts.ts";

const LANGUAGES: readonly Language[] = ["JSONata", "JSONPath"];
const days: Elsewhere[] = [];
const starters: Starters[] = [];

beforeAll(async () => {
  for (const queryLanguage of LANGUAGES) {
    days.push(await openEmbedded("day", queryLanguage, 1));
    starters.push(await startersEmbedded("start", { queryLanguage }));
  }
}, 120_000);
afterAll(async () => {
  for (const cloud of [...days, ...starters]) await cloud.close();
});

/** The Tasks of the machines, which have the same names in both languages. */
const TASKS = Object.values(defineBatch(FUNCTION_BATCH).machines).flatMap(({ definition }) =>
  Object.entries(definition.States).flatMap(([name, { Type: type }]) =>
    type === "Task" ? [name] : [],
  ),
);

/** What doesn't depend on the language: which states of another kind are between the Tasks, how a list is told, and sums of bytes do. */
function alike(came: Came | Started): unknown {
  const states = came.states.filter((name) => TASKS.includes(name));
  const text = JSON.stringify({ ...came, states, failures: undefined })
    .replaceAll(/\[\\+"([^"\\]*)\\+"\]/g, "$1")
    .replaceAll(
      /"scannedBytes":(\[\]|\[(\d+)\])/g,
      (_, __, bytes) => `"scannedBytes":${bytes ?? 0}`,
    )
    // A version of a file is told by its hash, in JSONata by its beginning.
    .replaceAll(/(\d{4}-\d\d-\d\d)-[0-9a-zA-Z]{16,32}(-\d+)?"/g, '$1-version"');
  const read = JSON.parse(text) as { readonly runs?: readonly unknown[] };
  const runs = (read.runs ?? []).map((run) => JSON.stringify(run)).toSorted();
  return { ...read, runs };
}

it.each(Object.entries(SCENARIOS))(
  "%s, in JSONPath as in JSONata",
  async (_, scenario) => {
    const [first, second] = await Promise.all(days.map((cloud) => cloud.run(scenario)));
    expect(first?.status).toBe(scenario.status);
    expect(alike(second as Came)).toEqual(alike(first as Came));
  },
  120_000,
);

it.each(Object.entries({ ...STARTS, ...REPEATED }))(
  "%s, in JSONPath as in JSONata",
  async (_, each) => {
    const [first, second] = await Promise.all(starters.map((cloud) => cloud.start(each)));
    expect(alike(second as Started)).toEqual(alike(first as Started));
  },
  120_000,
);

it.each(Object.entries(LABELLED))("%s, by the same error", async (_, each) => {
  const came = await Promise.all(starters.map((cloud) => cloud.start(each)));
  expect(came.map(({ status, error }) => [status, error])).toEqual([
    ["FAILED", "BadInput"],
    ["FAILED", "BadInput"],
  ]);
});
