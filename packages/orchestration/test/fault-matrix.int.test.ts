import { afterEach, describe, expect, it } from "vitest";
import { handlerOf, handlersOf } from "./handlers.ts";
import { failure, logsOf, openNight } from "./night-cloud.ts";
import { FUNCTION_BATCH, GLUE_BATCH } from "./nightly.ts";

const { approval: _, ...REST } = FUNCTION_BATCH.steps;
const QUIET = { ...REST, transform: { function: "transform-logs", filesPerInvocation: 1 } };
const opened: (() => Promise<void>)[] = [];
const DAY = "2026-01-15";
const RUN = { day: DAY, prefix: "raw/2026/01/15/" };
/** More than a state may hand on. */
const TOO_MUCH = { text: "x".repeat(300_000) };

/** What can go wrong with a Task: in the words of its service. */
const FAULTS = {
  throttled: (service: string) => `${service}.ThrottlingException`,
  "out of time": () => "States.Timeout",
  "not allowed": (service: string) => `${service}.AccessDeniedException`,
  "given bad data": () => "States.TaskFailed",
  "given too much": () => "States.DataLimitExceeded",
} as const;

/** What happened in so many invocations, each of which failed, is more than the Map may hand on. */
const MANY_FILES = {
  Contents: Array.from({ length: 600 }, (_, at) => ({ Key: `raw/2026/01/15/${at}.csv`, Size: 1 })),
};

async function open(...input: Parameters<typeof openNight>) {
  const night = await openNight(...input);
  opened.push(() => night.close());
  await night.put("raw/2026/01/15/a.csv", logsOf(DAY, 5));
  return night;
}

afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

type Language = "JSONata" | "JSONPath";

interface Place {
  readonly state: string;
  readonly service: string;
  /** The state whose catchers are asked; that of the fault itself when left out. */
  readonly catches?: Readonly<Record<Language, string>>;
  /** A state that fails besides, so that this one is reached. */
  readonly after?: string;
  /** Whether the run's outcome is that of the fault. */
  readonly decides: boolean;
}

const decides = true;
/** The Map of the checks, whose queries have no catchers of their own. */
const catches = { JSONata: "Checks", JSONPath: "ChecksMap" };
const FUNCTION_PLACES: readonly Place[] = [
  { state: "Transform", service: "S3", decides },
  { state: "TransformFiles", service: "Lambda", decides },
  { state: "Catalog", service: "Athena", decides },
  { state: "RunCheck", service: "Athena", catches, decides },
  { state: "ReadCheck", service: "Athena", catches, decides },
  { state: "TellSuccess", service: "SNS", decides: false },
  { state: "KeepSuccess", service: "SQS", after: "TellSuccess", decides: false },
  { state: "KeepReport", service: "S3", after: "Catalog", decides: false },
  { state: "TellFailure", service: "SNS", after: "Catalog", decides: false },
  { state: "KeepFailure", service: "SQS", after: "TellFailure", decides: false },
];
const GLUE_PLACES: readonly Place[] = [
  { state: "Transform", service: "Glue", decides },
  { state: "Catalog", service: "Glue", decides },
  { state: "CrawlerState", service: "Glue", decides },
];
const APPROVAL_PLACES: readonly Place[] = [{ state: "Approval", service: "SNS", decides }];

/** The state whose catchers a fault of this place goes to. */
function atOf({ state, catches: at }: Place, language: Language): string {
  return at?.[language] ?? state;
}

describe.each(["JSONata", "JSONPath"] as const)("in %s", (queryLanguage) => {
  it.each([
    ["a function", { ...FUNCTION_BATCH, steps: QUIET, queryLanguage }, FUNCTION_PLACES],
    ["a Glue job", { ...GLUE_BATCH, name: "spark", queryLanguage }, GLUE_PLACES],
    ["an approval", { ...FUNCTION_BATCH, queryLanguage }, APPROVAL_PLACES],
  ] as const)(
    "the machine of %s ends as it should whatever state fails in whatever way, and takes every catcher",
    async (_, input, places) => {
      const night = await open(input);
      night.cloud.addJob("clean-logs", () => undefined);
      const handlers = handlersOf(night.batch.machines.run.definition.States);
      const own = places.map((place) => atOf(place, queryLanguage));
      // What machines have in common is made to fail in the first.
      const first = FUNCTION_PLACES.map((place) => atOf(place, queryLanguage));
      const isElsewhere = (state: string) => !own.includes(state) && first.includes(state);
      const left = new Map(
        [...handlers].filter(([key]) => {
          const [state = "", field] = key.split(" ");
          return field === "Catch" && !isElsewhere(state);
        }),
      );
      for (const place of places)
        for (const [fault, nameOf] of Object.entries(FAULTS)) {
          // What a service answers to a message is never large.
          if (!place.decides && fault === "given too much") continue;
          const error = nameOf(place.service);
          const stop = night.cloud.onTask(({ state, resource }) => {
            if (
              fault === "given too much" &&
              place.state === "Transform" &&
              resource !== "glue:startJobRun.sync"
            ) {
              if (state === "Transform") return MANY_FILES;
              if (state === "TransformFiles") throw failure("TypeError", "x".repeat(600));
            }
            if (state === place.state) {
              // What a Task that waits for an answer gives is the answer, which nobody gives here.
              if (error === "States.DataLimitExceeded" && state !== "Approval") return TOO_MUCH;
              throw failure(error, `${fault} at ${place.state}`);
            }
            if (state === place.after || (place.after === "TellFailure" && state === "Catalog"))
              throw failure("Unknown", "failed before");
            if (resource === "aws-sdk:glue:startCrawler") return {};
            if (resource === "aws-sdk:glue:getCrawler")
              return { Crawler: { State: "READY", LastCrawl: { Status: "SUCCEEDED" } } };
            return undefined;
          });
          const run = await night.end(await night.start("run", RUN));
          stop();
          const told = `${place.state}, ${fault}: ${JSON.stringify(run)}`;
          const wanted = place.decides
            ? error
            : place.after === undefined || place.after === "TellSuccess"
              ? undefined
              : "Unknown";
          expect(run.error, told).toBe(wanted);
          expect(run.status, told).toBe(wanted === undefined ? "SUCCEEDED" : "FAILED");
          const at = atOf(place, queryLanguage);
          left.delete(handlerOf(handlers, `${at} Catch`, error) ?? "");
        }
      // A crawler that runs already is waited for: a test of its own shows it.
      for (const [key, { ErrorEquals: names }] of left)
        if (names.includes("Glue.CrawlerRunningException")) left.delete(key);
      expect([...left.keys()]).toEqual([]);
    },
    300_000,
  );
});
