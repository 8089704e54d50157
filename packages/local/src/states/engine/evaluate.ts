import { createHash, randomUUID } from "node:crypto";
import type { JsonValue } from "@cloudapi/core";
import jsonata from "jsonata";
import { StateError } from "./state-error.ts";

/** Names in an expression, without their dollar sign. */
export type Bindings = Readonly<Record<string, unknown>>;

const MAX_BYTES = 262_144;
const MAX_COMPILED = 1000;
const compiled = new Map<string, ReturnType<typeof jsonata>>();

/** What Step Functions adds to JSONata. */
const FUNCTIONS: Bindings = {
  partition: (list: unknown[], size: number) =>
    Array.from({ length: Math.ceil(list.length / size) }, (_, at) =>
      list.slice(at * size, (at + 1) * size),
    ),
  range: (first: number, last: number, step: number) =>
    Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, at) => first + at * step),
  hash: (text: string, algorithm: string) =>
    createHash(algorithm.replace("-", "").toLowerCase()).update(text).digest("hex"),
  uuid: () => randomUUID(),
  parse: (text: string) => JSON.parse(text) as unknown,
};

/** A value in which every text `{% ... %}` is replaced by what it gives; an expression that gives nothing fails. */
export async function evaluate(
  value: unknown,
  bindings: Bindings,
  where: string,
): Promise<JsonValue> {
  if (typeof value === "string")
    return value.startsWith("{%") && value.endsWith("%}")
      ? evaluateText(value.slice(2, -2), bindings, where)
      : value;
  if (Array.isArray(value)) {
    const items: JsonValue[] = [];
    for (const each of value as unknown[]) items.push(await evaluate(each, bindings, where));
    return items;
  }
  if (typeof value !== "object" || value === null) return value as JsonValue;
  const entries: [string, JsonValue][] = [];
  for (const [name, each] of Object.entries(value))
    entries.push([name, await evaluate(each, bindings, `${where}/${name}`)]);
  return Object.fromEntries(entries);
}

async function evaluateText(
  expression: string,
  bindings: Bindings,
  where: string,
): Promise<JsonValue> {
  let result: unknown;
  try {
    result = await compile(expression).evaluate(undefined, { ...FUNCTIONS, ...bindings });
  } catch (error) {
    const { message } = error as { message?: string };
    throw new StateError(
      "States.QueryEvaluationError",
      `The JSONata expression '${expression.trim()}' specified for the field '${where}' threw an error during evaluation. ${String(message)}`,
    );
  }
  // What JSONata gives has marks of its own on lists, and functions have no text.
  const text = JSON.stringify(result) as string | undefined;
  if (text === undefined)
    throw new StateError(
      "States.QueryEvaluationError",
      `The JSONata expression '${expression.trim()}' specified for the field '${where}' returned nothing (undefined).`,
    );
  return JSON.parse(text) as JsonValue;
}

function compile(expression: string): ReturnType<typeof jsonata> {
  const known = compiled.get(expression);
  if (known !== undefined) return known;
  if (compiled.size >= MAX_COMPILED) compiled.clear();
  const fresh = jsonata(expression);
  compiled.set(expression, fresh);
  return fresh;
}

/** @throws {StateError} `States.DataLimitExceeded` for more than a state may hand on */
export function checkSize(value: JsonValue, what: string): void {
  const bytes = Buffer.byteLength(JSON.stringify(value));
  if (bytes > MAX_BYTES)
    throw new StateError(
      "States.DataLimitExceeded",
      `${what} has ${bytes} bytes, which is more than the maximum number of bytes, ${MAX_BYTES}.`,
    );
}
