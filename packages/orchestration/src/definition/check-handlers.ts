import { at, type Fields, isFields } from "./definition-issue.ts";
import type { Place } from "./place.ts";

const RETRIER: readonly string[] = [
  "Comment",
  "ErrorEquals",
  "IntervalSeconds",
  "MaxAttempts",
  "BackoffRate",
  "MaxDelaySeconds",
  "JitterStrategy",
];
const CATCHER: readonly string[] = [
  "Comment",
  "ErrorEquals",
  "Next",
  "Assign",
  "Output",
  "ResultPath",
];

/** Check the retriers and catchers of a state; where the catchers lead comes back. */
export function checkHandlers(state: Fields, place: Place): string[] {
  for (const [retrier, here] of entriesOf(state, "Retry", place)) checkRetrier(retrier, here);
  const targets: string[] = [];
  for (const [catcher, here] of entriesOf(state, "Catch", place)) {
    checkNames(catcher, CATCHER, here);
    const next = catcher["Next"];
    if (typeof next === "string") targets.push(next);
    else
      place.tell(
        "SCHEMA_VALIDATION_FAILED",
        at(here.location, "Next"),
        "A catcher must name the state that comes next.",
      );
  }
  return targets;
}

function entriesOf(state: Fields, name: "Retry" | "Catch", place: Place): [Fields, Place][] {
  const list = state[name];
  if (list === undefined) return [];
  const location = at(place.location, name);
  if (!Array.isArray(list)) {
    place.tell("SCHEMA_VALIDATION_FAILED", location, `${name} must be a list.`);
    return [];
  }
  return (list as unknown[]).flatMap((each, index): [Fields, Place][] => {
    const here = { ...place, location: at(location, index) };
    if (!isFields(each)) {
      place.tell(
        "SCHEMA_VALIDATION_FAILED",
        here.location,
        "This must be an object with ErrorEquals.",
      );
      return [];
    }
    checkErrors(each["ErrorEquals"], here, index === list.length - 1);
    return [[each, here]];
  });
}

function checkErrors(errors: unknown, { location, tell }: Place, isLast: boolean): void {
  const here = at(location, "ErrorEquals");
  if (
    !Array.isArray(errors) ||
    errors.length === 0 ||
    errors.some((each) => typeof each !== "string")
  ) {
    tell(
      "SCHEMA_VALIDATION_FAILED",
      here,
      "ErrorEquals must be a list of at least one error's name.",
    );
    return;
  }
  if (!errors.includes("States.ALL")) return;
  if (errors.length > 1) tell("SCHEMA_VALIDATION_FAILED", here, "States.ALL must stand alone.");
  if (!isLast) tell("SCHEMA_VALIDATION_FAILED", here, "States.ALL must come last.");
}

function checkRetrier(retrier: Fields, place: Place): void {
  const { location, tell } = place;
  checkNames(retrier, RETRIER, place);
  const bounds = {
    IntervalSeconds: [1, 99_999_999],
    MaxAttempts: [0, 99_999_999],
    MaxDelaySeconds: [1, 31_622_399],
  } as const;
  for (const [name, [least, most]] of Object.entries(bounds)) {
    const value = retrier[name];
    if (
      value !== undefined &&
      !(Number.isInteger(value) && Number(value) >= least && Number(value) <= most)
    )
      tell(
        "SCHEMA_VALIDATION_FAILED",
        at(location, name),
        `${name} must be a whole number from ${least} to ${most}.`,
      );
  }
  const {
    BackoffRate: rate,
    JitterStrategy: jitter,
    IntervalSeconds: interval = 1,
    MaxDelaySeconds: longest,
  } = retrier;
  if (rate !== undefined && !(typeof rate === "number" && rate >= 1))
    tell(
      "SCHEMA_VALIDATION_FAILED",
      at(location, "BackoffRate"),
      "BackoffRate must be a number of at least 1.",
    );
  if (jitter !== undefined && jitter !== "FULL" && jitter !== "NONE")
    tell(
      "SCHEMA_VALIDATION_FAILED",
      at(location, "JitterStrategy"),
      "JitterStrategy must be FULL or NONE.",
    );
  if (typeof longest === "number" && typeof interval === "number" && longest <= interval)
    tell(
      "SCHEMA_VALIDATION_FAILED",
      at(location, "MaxDelaySeconds"),
      "MaxDelaySeconds must be greater than IntervalSeconds.",
    );
}

function checkNames(value: Fields, known: readonly string[], { location, tell }: Place): void {
  for (const name of Object.keys(value))
    if (!known.includes(name))
      tell(
        "SCHEMA_VALIDATION_FAILED",
        at(location, name),
        `There is no field "${name}" here; there are ${known.join(", ")}.`,
      );
}
