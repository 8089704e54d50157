import type { JsonObject, State, StateMachineDefinition } from "../src/index.ts";

type States = StateMachineDefinition["States"];

/** A retrier, or a catcher, which has a state that comes next. */
export interface Handler extends JsonObject {
  readonly ErrorEquals: readonly string[];
  readonly Next?: string;
}

/** Every retrier and catcher of states, those inside of Maps and Parallels too, by `<state> Retry <at>` and `<state> Catch <at>`. */
export function handlersOf(states: States): Map<string, Handler> {
  const found = new Map<string, Handler>();
  for (const [name, state] of Object.entries(states)) {
    for (const field of ["Retry", "Catch"] as const)
      for (const [at, each] of ((state[field] ?? []) as readonly Handler[]).entries())
        found.set(`${name} ${field} ${at}`, each);
    for (const inner of insideOf(state)) for (const each of handlersOf(inner)) found.set(...each);
  }
  return found;
}

function insideOf({ ItemProcessor, Branches = [] }: State): States[] {
  const all = [ItemProcessor ?? [], Branches].flat() as unknown as { readonly States: States }[];
  return all.map(({ States }) => States);
}

/** The key of the handler that an error goes to, of those whose keys begin so, as the language has it. */
export function handlerOf(
  handlers: ReadonlyMap<string, Handler>,
  of: `${string} ${"Retry" | "Catch"}`,
  error: string,
): string | undefined {
  const [key] =
    [...handlers].find(
      ([name, { ErrorEquals: names }]) =>
        name.startsWith(`${of} `) &&
        (names.includes(error) ||
          (names.includes("States.ALL") && error !== "States.DataLimitExceeded")),
    ) ?? [];
  return key;
}
