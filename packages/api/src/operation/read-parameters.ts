import { didYouMean } from "@cloudapi/core/internal";
import { type ParameterFault, ProblemError } from "../http/problem.ts";
import type { Parameter } from "./parameter.ts";
import { readText } from "./read-text.ts";

/**
 * The values of an operation's parameters. Nothing is ignored: a name that is not known, a value that is given twice or
 * is not what the schema says, each is a fault, and all of them are told at once.
 *
 * @throws {ProblemError} 400 `INVALID_PARAMETER`
 */
export function readParameters(
  parameters: readonly Parameter[],
  query: URLSearchParams,
  path: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const faults: ParameterFault[] = [...unknownNames(parameters, query)];
  const values: Record<string, unknown> = {};
  for (const parameter of parameters) {
    const texts =
      parameter.in === "path" ? [path[parameter.name] ?? ""] : query.getAll(parameter.name);
    const fault = readOne(parameter, texts, values);
    if (fault !== undefined)
      faults.push({ in: parameter.in, name: parameter.name, message: fault });
  }
  if (faults.length === 0) return values;
  throw new ProblemError({
    status: 400,
    code: "INVALID_PARAMETER",
    title: "A parameter is not right.",
    detail: faults
      .slice(0, 5)
      .map(({ name, message }) => `${name}: ${message}`)
      .join(" "),
    faults: faults.slice(0, MAX_FAULTS),
  });
}

const MAX_FAULTS = 20;

function* unknownNames(
  parameters: readonly Parameter[],
  query: URLSearchParams,
): Generator<ParameterFault> {
  const known = parameters.filter((each) => each.in === "query").map(({ name }) => name);
  for (const name of new Set(query.keys())) {
    if (known.includes(name)) continue;
    const near = didYouMean(name, known);
    const advice = near === undefined ? listed(known) : `Did you mean "${near}"?`;
    yield { in: "query", name: preview(name), message: `There is no such parameter. ${advice}` };
  }
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "It takes none." : `It takes ${names.join(", ")}.`;
}

/** Puts the value where it belongs, or says what is wrong with it. */
function readOne(
  parameter: Parameter,
  texts: readonly string[],
  values: Record<string, unknown>,
): string | undefined {
  const { name, form = "one", isRequired = parameter.in === "path" } = parameter;
  if (texts.length === 0) return isRequired ? "It is required." : undefined;
  if (form !== "repeated" && texts.length > 1)
    return `It is given ${texts.length} times; give it once.`;
  const parts = form === "commas" ? (texts[0] ?? "").split(",") : texts;
  const read = parts.map((text) => readText(text, parameter.reading));
  const { success, data, error } = parameter.schema.safeParse(form === "one" ? read[0] : read);
  if (success) values[name] = data;
  return success
    ? undefined
    : `${error.issues[0]?.message ?? "It is not right"}; it is ${preview(texts.join(", "))}.`;
}

function preview(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
