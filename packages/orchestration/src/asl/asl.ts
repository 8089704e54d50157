import type { JsonValue } from "@cloudapi/core";

/** An object of JSON. */
export type JsonObject = Readonly<Record<string, JsonValue>>;

/** A state of a state machine in the Amazon States Language. */
export type State = JsonObject & { readonly Type: string };

/** A state machine's definition in the Amazon States Language, as `JSON.stringify` turns it into what Step Functions takes. */
export interface StateMachineDefinition {
  readonly Comment?: string;
  readonly QueryLanguage?: "JSONata" | "JSONPath";
  readonly StartAt: string;
  readonly TimeoutSeconds?: number;
  readonly States: Readonly<Record<string, State>>;
}

/** An expression of JSONata, as definitions hold it: in one line, which every reader of definitions takes. Texts in it hold no line ends. */
export function jsonata(expression: string): string {
  return `{% ${expression.trim().replaceAll(/\n */g, " ")} %}`;
}

/** A text as JSONata writes it. */
export function text(value: string): string {
  return JSON.stringify(value);
}

/** An expression that gives a value as a text, an empty one where there is none: an expression that gives nothing fails. */
export function orEmpty(expression: string): string {
  return `$exists(${expression}) ? $string(${expression}) : ""`;
}
