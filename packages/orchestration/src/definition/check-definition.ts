import { checkExpressions } from "./check-expressions.ts";
import { checkState } from "./check-state.ts";
import { at, type DefinitionIssue, type Fields, isFields, type Tell } from "./definition-issue.ts";
import type { Place } from "./place.ts";
import type { QueryLanguage } from "./state-fields.ts";

const MAX_BYTES = 1024 * 1024;
const MAX_ISSUES = 100;
const MAX_DEPTH = 32;
const MACHINE = ["Comment", "QueryLanguage", "StartAt", "States", "TimeoutSeconds", "Version"];
const BRANCH = ["Comment", "QueryLanguage", "StartAt", "States", "ProcessorConfig"];

/**
 * What is wrong with a definition in the Amazon States Language: its structure, where it goes on, states that nothing leads
 * to, and whether every expression can be read. An empty list means that Step Functions has nothing to refuse that is
 * known here; nothing is thrown, whatever the definition is.
 *
 * @param definition the definition, or its JSON
 *
 * @example
 * ```ts
 * import { checkDefinition } from "@cloudapi/orchestration";
 *
 * const [issue] = checkDefinition({ StartAt: "A", States: { A: { Type: "Pass", Next: "B" } } });
 * console.log(`${issue?.location}: ${issue?.code}`); // => "/States/A/Next: MISSING_TRANSITION_TARGET"
 * ```
 */
export function checkDefinition(definition: unknown): DefinitionIssue[] {
  const issues: DefinitionIssue[] = [];
  const tell: Tell = (code, location, message) => {
    if (issues.length < MAX_ISSUES) issues.push({ code, location, message });
  };
  const value = typeof definition === "string" ? parse(definition, tell) : definition;
  if (issues.length > 0) return issues;
  if (!isFields(value)) {
    tell("SCHEMA_VALIDATION_FAILED", "", "A definition is a JSON object.");
    return issues;
  }
  if (!isWithinLimits(value, tell)) return issues;
  checkNames(value, { known: MACHINE, location: "", tell });
  const seconds = value["TimeoutSeconds"];
  if (seconds !== undefined && !(Number.isInteger(seconds) && Number(seconds) > 0))
    tell(
      "SCHEMA_VALIDATION_FAILED",
      "/TimeoutSeconds",
      "TimeoutSeconds must be a whole number above 0.",
    );
  checkStates(value, {
    location: "",
    tell,
    names: new Set(),
    checkBranch,
    language: languageOf(value, "JSONPath", tell, ""),
  });
  return issues;
}

function parse(json: string, tell: Tell): unknown {
  if (Buffer.byteLength(json) > MAX_BYTES) {
    tell("LIMIT_EXCEEDED", "", "A definition may have 1 MiB.");
    return undefined;
  }
  try {
    return JSON.parse(json) as unknown;
  } catch (error) {
    tell("INVALID_JSON_DESCRIPTION", "", `The definition is not JSON: ${String(error)}`);
    return undefined;
  }
}

function isWithinLimits(value: Fields, tell: Tell): boolean {
  // Deeper than any definition that means something; what recurses below this is safe.
  const depth = depthOf(value, 0);
  const bytes = depth > MAX_DEPTH * 4 ? 0 : Buffer.byteLength(JSON.stringify(value) ?? "");
  if (depth <= MAX_DEPTH * 4 && bytes <= MAX_BYTES) return true;
  tell(
    "LIMIT_EXCEEDED",
    "",
    depth > MAX_DEPTH * 4 ? "The definition is nested too deeply." : "A definition may have 1 MiB.",
  );
  return false;
}

function depthOf(value: unknown, depth: number): number {
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH * 4) return depth;
  let deepest = depth;
  for (const each of Object.values(value)) deepest = Math.max(deepest, depthOf(each, depth + 1));
  return deepest;
}

/** Check a branch of a Parallel, or the processor of a Map. */
function checkBranch(branch: unknown, place: Place): void {
  const { location, tell } = place;
  if (!isFields(branch)) {
    tell("SCHEMA_VALIDATION_FAILED", location, "This must be an object with StartAt and States.");
    return;
  }
  checkNames(branch, { known: BRANCH, location, tell });
  checkStates(branch, { ...place, language: languageOf(branch, place.language, tell, location) });
}

function checkStates(machine: Fields, place: Place): void {
  const { location, tell, names } = place;
  const states = machine["States"];
  const inside = at(location, "States");
  if (!isFields(states) || Object.keys(states).length === 0) {
    tell("SCHEMA_VALIDATION_FAILED", inside, "States must be an object with at least one state.");
    return;
  }
  const start = machine["StartAt"];
  if (typeof start !== "string")
    tell("SCHEMA_VALIDATION_FAILED", at(location, "StartAt"), "StartAt must name a state.");
  else if (!Object.hasOwn(states, start))
    tell(
      "MISSING_TRANSITION_TARGET",
      at(location, "StartAt"),
      `StartAt names "${start}", which is no state here.`,
    );
  const targets = new Map<string, readonly string[]>();
  for (const [name, state] of Object.entries(states)) {
    const here = { ...place, location: at(inside, name) };
    if (name.length === 0 || name.length > 80)
      tell("LIMIT_EXCEEDED", here.location, "A state's name has 1 to 80 characters.");
    if (names.has(name))
      tell(
        "DUPLICATE_STATE_NAME",
        here.location,
        `Another state of the machine is called "${name}".`,
      );
    names.add(name);
    if (!isFields(state)) {
      tell("SCHEMA_VALIDATION_FAILED", here.location, "A state must be an object with a Type.");
      continue;
    }
    const language = languageOf(state, place.language, tell, here.location);
    targets.set(name, checkState(state, { ...here, language }, states));
    checkExpressions(state, { ...here, language });
  }
  if (typeof start === "string") checkReach(start, { targets, states, location, inside, tell });
}

interface Reach {
  readonly targets: ReadonlyMap<string, readonly string[]>;
  readonly states: Fields;
  readonly location: string;
  readonly inside: string;
  readonly tell: Tell;
}

function checkReach(start: string, { targets, states, location, inside, tell }: Reach): void {
  const reached = new Set<string>();
  const waiting = [start];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    waiting.push(...(targets.get(name) ?? []));
  }
  for (const name of Object.keys(states))
    if (!reached.has(name))
      tell("UNREACHABLE_STATE", at(inside, name), `Nothing leads to the state "${name}".`);
  const ends = [...reached].some((name) => {
    const state = states[name];
    return (
      isFields(state) &&
      (state["End"] === true || state["Type"] === "Succeed" || state["Type"] === "Fail")
    );
  });
  if (!ends)
    tell(
      "MISSING_END_STATE",
      location,
      "No state that can be reached ends the machine: give one End, or lead to Succeed or Fail.",
    );
}

function languageOf(
  value: Fields,
  outer: QueryLanguage,
  tell: Tell,
  location: string,
): QueryLanguage {
  const language = value["QueryLanguage"];
  if (language === undefined) return outer;
  if (language === "JSONata" || (language === "JSONPath" && outer === "JSONPath")) return language;
  tell(
    "SCHEMA_VALIDATION_FAILED",
    at(location, "QueryLanguage"),
    language === "JSONPath" && location !== ""
      ? "A state of a machine in JSONata can't be in JSONPath."
      : "QueryLanguage must be JSONata or JSONPath.",
  );
  return outer;
}

interface Names {
  readonly known: readonly string[];
  readonly location: string;
  readonly tell: Tell;
}

function checkNames(value: Fields, { known, location, tell }: Names): void {
  for (const name of Object.keys(value))
    if (!known.includes(name))
      tell(
        "SCHEMA_VALIDATION_FAILED",
        at(location, name),
        `There is no field "${name}" here; there are ${known.join(", ")}.`,
      );
}
