import { checkChoices } from "./check-choices.ts";
import { checkHandlers } from "./check-handlers.ts";
import { at, type Fields, isFields } from "./definition-issue.ts";
import { isExpression, type Place } from "./place.ts";
import { COMMON_FIELDS, STATE_FIELDS } from "./state-fields.ts";

/** Check a state by itself; where it can go on to comes back. */
export function checkState(state: Fields, place: Place, states: Fields): string[] {
  const { location, tell, language } = place;
  const type = state["Type"];
  const fields =
    typeof type === "string" && Object.hasOwn(STATE_FIELDS, type) ? STATE_FIELDS[type] : undefined;
  if (fields === undefined) {
    const known = Object.keys(STATE_FIELDS).join(", ");
    tell("SCHEMA_VALIDATION_FAILED", at(location, "Type"), `Type must be one of ${known}.`);
    return [];
  }
  const known = [...COMMON_FIELDS, ...fields.both, ...fields[language]];
  for (const name of Object.keys(state)) {
    if (known.includes(name)) continue;
    const other = language === "JSONata" ? "JSONPath" : "JSONata";
    const why = fields[other].includes(name)
      ? `; it belongs to ${other}, and this state is in ${language}`
      : "";
    tell(
      "SCHEMA_VALIDATION_FAILED",
      at(location, name),
      `A ${String(type)} in ${language} has no field "${name}"${why}.`,
    );
  }
  const targets = [
    ...(fields.both.includes("Next") ? nextOf(state, place) : []),
    ...(type === "Choice" ? checkChoices(state, place) : []),
    ...(fields.both.includes("Retry") ? checkHandlers(state, place) : []),
  ];
  CHECKS[String(type)]?.(state, place);
  for (const target of targets)
    if (!Object.hasOwn(states, target))
      tell("MISSING_TRANSITION_TARGET", at(location, "Next"), `"${target}" is no state here.`);
  return targets;
}

function nextOf(state: Fields, { location, tell }: Place): string[] {
  const { Next: next, End: end } = state;
  if (end !== undefined && typeof end !== "boolean")
    tell("SCHEMA_VALIDATION_FAILED", at(location, "End"), "End must be true.");
  if (next !== undefined && typeof next !== "string")
    tell("SCHEMA_VALIDATION_FAILED", at(location, "Next"), "Next must name a state.");
  if ((next === undefined) === (end !== true))
    tell("SCHEMA_VALIDATION_FAILED", location, "A state must have either Next or End: true.");
  return typeof next === "string" ? [next] : [];
}

type Check = (state: Fields, place: Place) => void;

const CHECKS: Readonly<Record<string, Check>> = {
  Task: checkTask,
  Wait: checkWait,
  Parallel: checkParallel,
  Map: checkMap,
  Fail: checkFail,
};

function checkTask(state: Fields, { location, tell, language }: Place): void {
  const { Resource: resource } = state;
  if (typeof resource !== "string" || !/^arn:aws[a-z-]*:[a-z0-9-]+:/.test(resource))
    tell(
      "SCHEMA_VALIDATION_FAILED",
      at(location, "Resource"),
      "Resource must be the ARN of a service integration, a function or an activity.",
    );
  for (const name of ["TimeoutSeconds", "HeartbeatSeconds"]) {
    const value = state[name];
    const isGiven = value !== undefined && !(language === "JSONata" && isExpression(value));
    if (isGiven && !(Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 99_999_999))
      tell(
        "SCHEMA_VALIDATION_FAILED",
        at(location, name),
        `${name} must be a whole number from 1 to 99,999,999.`,
      );
    if (value !== undefined && state[`${name}Path`] !== undefined)
      tell(
        "SCHEMA_VALIDATION_FAILED",
        at(location, name),
        `A state has ${name} or ${name}Path, not both.`,
      );
  }
  const [timeout, heartbeat] = [state["TimeoutSeconds"], state["HeartbeatSeconds"]];
  if (typeof timeout === "number" && typeof heartbeat === "number" && heartbeat >= timeout)
    tell(
      "SCHEMA_VALIDATION_FAILED",
      at(location, "HeartbeatSeconds"),
      "HeartbeatSeconds must be less than TimeoutSeconds.",
    );
}

function checkWait(state: Fields, { location, tell, language }: Place): void {
  const names = ["Seconds", "Timestamp", "SecondsPath", "TimestampPath"];
  const given = names.filter((name) => state[name] !== undefined);
  if (given.length !== 1)
    tell("SCHEMA_VALIDATION_FAILED", location, `A Wait has exactly one of ${names.join(", ")}.`);
  const { Seconds: seconds, Timestamp: timestamp } = state;
  const isOpen = (value: unknown) =>
    value === undefined || (language === "JSONata" && isExpression(value));
  if (
    !isOpen(seconds) &&
    !(Number.isInteger(seconds) && Number(seconds) >= 0 && Number(seconds) <= 99_999_999)
  )
    tell(
      "SCHEMA_VALIDATION_FAILED",
      at(location, "Seconds"),
      "Seconds must be a whole number from 0 to 99,999,999.",
    );
  if (!isOpen(timestamp) && !(typeof timestamp === "string" && TIMESTAMP.test(timestamp)))
    tell(
      "SCHEMA_VALIDATION_FAILED",
      at(location, "Timestamp"),
      "Timestamp must be like 2026-01-31T02:00:00Z.",
    );
}

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

function checkParallel(state: Fields, place: Place): void {
  const { location, tell } = place;
  const branches = state["Branches"];
  if (!Array.isArray(branches) || branches.length === 0) {
    tell(
      "SCHEMA_VALIDATION_FAILED",
      at(location, "Branches"),
      "Branches must be a list of at least one branch.",
    );
    return;
  }
  for (const [index, branch] of (branches as unknown[]).entries())
    place.checkBranch(branch, { ...place, location: at(at(location, "Branches"), index) });
}

function checkMap(state: Fields, place: Place): void {
  const { location, tell, language } = place;
  const { ItemProcessor: processor, Iterator: iterator } = state;
  if ((processor === undefined) === (iterator === undefined)) {
    tell("SCHEMA_VALIDATION_FAILED", location, "A Map has an ItemProcessor.");
    return;
  }
  const name = processor === undefined ? "Iterator" : "ItemProcessor";
  place.checkBranch(state[name], { ...place, location: at(location, name) });
  const config = isFields(processor) ? processor["ProcessorConfig"] : undefined;
  const mode = isFields(config) ? (config["Mode"] ?? "INLINE") : "INLINE";
  if (mode !== "INLINE" && mode !== "DISTRIBUTED")
    tell(
      "SCHEMA_VALIDATION_FAILED",
      at(location, name),
      "ProcessorConfig.Mode must be INLINE or DISTRIBUTED.",
    );
  if (
    mode === "DISTRIBUTED" &&
    !(isFields(config) && ["STANDARD", "EXPRESS"].includes(String(config["ExecutionType"])))
  )
    tell(
      "SCHEMA_VALIDATION_FAILED",
      at(location, name),
      "A distributed Map needs ProcessorConfig.ExecutionType, STANDARD or EXPRESS.",
    );
  const distributed = [
    "ItemReader",
    "ItemBatcher",
    "ResultWriter",
    "Label",
    "ToleratedFailureCount",
    "ToleratedFailurePercentage",
  ];
  for (const field of distributed)
    if (mode === "INLINE" && state[field] !== undefined)
      tell("SCHEMA_VALIDATION_FAILED", at(location, field), `Only a distributed Map has ${field}.`);
  const concurrency = state["MaxConcurrency"];
  const isOpen = concurrency === undefined || (language === "JSONata" && isExpression(concurrency));
  if (!isOpen && !(Number.isInteger(concurrency) && Number(concurrency) >= 0))
    tell(
      "SCHEMA_VALIDATION_FAILED",
      at(location, "MaxConcurrency"),
      "MaxConcurrency must be a whole number.",
    );
}

function checkFail(state: Fields, { location, tell }: Place): void {
  for (const name of ["Error", "Cause"]) {
    if (state[name] !== undefined && typeof state[name] !== "string")
      tell("SCHEMA_VALIDATION_FAILED", at(location, name), `${name} must be a text.`);
    if (state[name] !== undefined && state[`${name}Path`] !== undefined)
      tell(
        "SCHEMA_VALIDATION_FAILED",
        at(location, name),
        `A Fail has ${name} or ${name}Path, not both.`,
      );
  }
}
