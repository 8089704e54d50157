import type { JsonValue } from "@cloudapi/core";
import type { JsonObject } from "@cloudapi/orchestration";
import { JSONPath } from "jsonpath-plus";
import { StateError } from "../state-error.ts";

/** What paths begin with: `$`, `$$` or `$name`. */
export interface Roots {
  readonly input: JsonValue;
  readonly context: JsonObject;
  readonly variables: Readonly<Record<string, JsonValue>>;
}

const ROOT = /^\$(\$|[A-Za-z_][A-Za-z0-9_]*)?(?=[.[]|$)/;
/** One step to a place that is one: `.name`, `['name']`, `["name"]`, `[0]`. */
const STEP = /\.([^.[\]*?:,@()'"\s]+)|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]|\[(-?\d+)\]/y;
/** What the library adds to JSONPath, and Step Functions has not: parents, names, types, and code. */
const FOREIGN =
  /[\^~`]|@(path|parent|property|root|null|boolean|number|string|integer|undefined|function|object|array|scalar|other|nonFinite)\b|\[\(/;

type Step = string | number;

/** The value at a path; where it may find several, the list of them. Nothing where a path to one place finds none. */
export function readPath(path: string, roots: Roots): JsonValue | undefined {
  const { root, rest } = rootOf(path, roots);
  if (root === undefined) return undefined;
  const steps = stepsOf(rest);
  if (steps !== undefined) return steps.reduce<JsonValue | undefined>(stepInto, root);
  if (FOREIGN.test(rest.replaceAll(/'[^']*'|"[^"]*"/g, "''"))) throw invalid(path);
  try {
    const found: unknown = JSONPath({
      path: `$${rest}`,
      json: root as object,
      eval: "safe",
      wrap: true,
    });
    return (found ?? []) as JsonValue;
  } catch {
    throw invalid(path);
  }
}

/** The same, but a place that isn't there is an error. */
export function needPath(path: string, roots: Roots, where: string): JsonValue {
  const value = readPath(path, roots);
  if (value !== undefined) return value;
  throw new StateError(
    "States.Runtime",
    `The JSONPath '${path}' specified for the field '${where}' could not be found in the input '${JSON.stringify(roots.input)}'`,
  );
}

/** A value with another put at a path of it, objects made on the way; the path is one to a single place. */
export function writePath(path: string, value: JsonValue, into: JsonValue): JsonValue {
  const steps = path.startsWith("$") ? stepsOf(path.slice(1)) : undefined;
  if (steps === undefined) throw invalid(path);
  return put(into, steps, value);
}

function put(
  owner: JsonValue | undefined,
  [step, ...rest]: readonly Step[],
  value: JsonValue,
): JsonValue {
  if (step === undefined) return value;
  if (typeof step === "number") {
    if (!Array.isArray(owner) || step < 0 || step >= owner.length) throw mismatch(owner);
    const list = owner as readonly JsonValue[];
    return list.map((each, at) => (at === step ? put(each, rest, value) : each));
  }
  if (owner !== undefined && !isObject(owner)) throw mismatch(owner);
  const fields = owner ?? {};
  const inner = Object.hasOwn(fields, step) ? fields[step] : undefined;
  return { ...fields, [step]: put(inner, rest, value) };
}

function mismatch(owner: JsonValue | undefined): StateError {
  return new StateError(
    "States.ResultPathMatchFailure",
    `Unable to apply step of ResultPath to input ${JSON.stringify(owner)}`,
  );
}

function rootOf(path: string, roots: Roots): { root: JsonValue | undefined; rest: string } {
  const found = ROOT.exec(path);
  if (found === null) throw invalid(path);
  const [beginning, name] = found;
  const rest = path.slice(beginning.length);
  if (name === undefined) return { root: roots.input, rest };
  if (name === "$") return { root: roots.context, rest };
  return { root: Object.hasOwn(roots.variables, name) ? roots.variables[name] : undefined, rest };
}

/** The steps of a path to a single place; nothing for another path. */
function stepsOf(rest: string): Step[] | undefined {
  const steps: Step[] = [];
  for (STEP.lastIndex = 0; STEP.lastIndex < rest.length; ) {
    const found = STEP.exec(rest);
    if (found === null) return undefined;
    const [, bare, single, double, index] = found;
    const name = bare ?? (single ?? double)?.replaceAll(/\\(.)/g, "$1");
    steps.push(name ?? Number(index));
  }
  return steps;
}

function stepInto(owner: JsonValue | undefined, step: Step): JsonValue | undefined {
  if (typeof step === "number")
    return Array.isArray(owner) ? (owner as readonly JsonValue[]).at(step) : undefined;
  return isObject(owner) && Object.hasOwn(owner, step) ? owner[step] : undefined;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function invalid(path: string): StateError {
  return new StateError("States.Runtime", `Invalid path '${path}'`);
}
