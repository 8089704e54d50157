import { TrinoError } from "@cloudapi/athena/internal/analysis";
import type { JsonValue } from "../../types/text/json-text.ts";
import { readMember } from "../../types/text/json-text.ts";
import { remember } from "./remember.ts";

/**
 * The value at a path such as `$.a["b c"][0]`. As in Trino the document is read no further than the value: the first of
 * equal keys counts, and what comes after it need not be JSON.
 *
 * @throws {TrinoError} for a path that isn't one; wildcards, filters and `..` are refused by name
 */
export function findJson(text: string, path: string): JsonValue | undefined {
  return readMember(text, stepsOf(path));
}

const stepsOf = remember(readSteps);

const STEP =
  /\.([\p{L}\p{N}_:]+)|\["((?:[^"\\]|\\["\\])*)"\]|\[(\d+)\]|\[([\p{L}_][\p{L}\p{N}_]*)\]/uy;

function readSteps(path: string): readonly string[] {
  const steps: string[] = [];
  if (!path.startsWith("$")) throw badPath(path);
  for (let at = 1; at < path.length; ) {
    STEP.lastIndex = at;
    const match = STEP.exec(path);
    if (match === null) throw badPath(path);
    const [whole, name, quoted, index, bare] = match;
    steps.push(name ?? quoted?.replaceAll(/\\(.)/g, "$1") ?? index ?? bare ?? "");
    at += whole.length;
  }
  return steps;
}

function badPath(path: string): TrinoError {
  return /\*|\.\.|\?|\[[^\][]*[:,]/.test(path)
    ? new TrinoError(
        "NOT_SUPPORTED",
        `The embedded Athena does not support the JSON path '${path}' (see docs/local-athena.md)`,
      )
    : new TrinoError("INVALID_FUNCTION_ARGUMENT", `Invalid JSON path: '${path}'`);
}
