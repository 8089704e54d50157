import jsonata from "jsonata";
import { at, type Fields, isFields } from "./definition-issue.ts";
import { isExpression, type Place } from "./place.ts";

/** What inside a state is a machine of its own, and looked at there. */
const MACHINES: readonly string[] = ["ItemProcessor", "Iterator", "Branches"];
/** Fields of JSONPath that hold paths; in `Parameters` and the like those are fields whose names end in `.$`. */
const PATHS: readonly string[] = [
  "InputPath",
  "OutputPath",
  "ResultPath",
  "ItemsPath",
  "SecondsPath",
  "TimestampPath",
  "ErrorPath",
  "CausePath",
  "MaxConcurrencyPath",
  "TimeoutSecondsPath",
  "HeartbeatSecondsPath",
  "Variable",
];

/** Check that every expression of a state can be read. */
export function checkExpressions(state: Fields, place: Place): void {
  for (const [name, value] of Object.entries(state)) {
    if (MACHINES.includes(name)) continue;
    const here = { ...place, location: at(place.location, name) };
    if (place.language === "JSONata") checkJsonata(value, here);
    else checkPaths(name, value, here);
  }
}

function checkJsonata(value: unknown, place: Place): void {
  if (typeof value === "string") {
    if (value.startsWith("{%") !== value.endsWith("%}")) {
      place.tell(
        "INVALID_EXPRESSION",
        place.location,
        "An expression begins with {% and ends with %}, with nothing before or after.",
      );
    } else if (isExpression(value)) checkSyntax(value.slice(2, -2), place);
    return;
  }
  if (Array.isArray(value)) {
    for (const [index, each] of (value as unknown[]).entries())
      checkJsonata(each, { ...place, location: at(place.location, index) });
  } else if (isFields(value)) {
    for (const [name, each] of Object.entries(value))
      checkJsonata(each, { ...place, location: at(place.location, name) });
  }
}

function checkSyntax(expression: string, { location, tell }: Place): void {
  try {
    jsonata(expression);
  } catch (error) {
    const { message, position } = error as { message?: string; position?: number };
    const where = position === undefined ? "" : ` (character ${position})`;
    tell(
      "INVALID_EXPRESSION",
      location,
      `The expression can't be read${where}: ${String(message)}`,
    );
    return;
  }
  if (/\$eval\s*\(/.test(expression))
    tell("INVALID_EXPRESSION", location, "Step Functions has no $eval.");
}

function checkPaths(name: string, value: unknown, place: Place): void {
  if (PATHS.includes(name) || name.endsWith(".$")) {
    const isNull = value === null && ["InputPath", "OutputPath", "ResultPath"].includes(name);
    if (
      !isNull &&
      !(typeof value === "string" && (value.startsWith("$") || /^States\.\w+\(.*\)$/s.test(value)))
    )
      place.tell(
        "INVALID_EXPRESSION",
        place.location,
        `${name} must be a path like $.name, or a call like States.Format(...).`,
      );
    return;
  }
  if (name === "ErrorEquals") return;
  if (Array.isArray(value)) {
    for (const [index, each] of (value as unknown[]).entries())
      if (isFields(each) || Array.isArray(each))
        checkPaths("", each, { ...place, location: at(place.location, index) });
  } else if (isFields(value)) {
    for (const [inner, each] of Object.entries(value))
      checkPaths(inner, each, { ...place, location: at(place.location, inner) });
  }
}
