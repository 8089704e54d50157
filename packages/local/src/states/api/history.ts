import type { Execution, HistoryEvent } from "../executions.ts";
import type { Input } from "./input.ts";

/** A page of what happened, each event with the member that its type has. */
export function historyOf({ events }: Execution, input: Input) {
  const all = input["reverseOrder"] === true ? [...events].reverse() : events;
  const from = Number(input["nextToken"] ?? 0) || 0;
  const size = Number(input["maxResults"] ?? 1000) || 1000;
  const next = from + size < all.length ? { nextToken: String(from + size) } : {};
  return { events: all.slice(from, from + size).map(describe), ...next };
}

function describe({ id, previousEventId, timestamp, type, details }: HistoryEvent) {
  return { id, previousEventId, timestamp, type, [memberOf(type)]: details };
}

/** `TaskStateEntered` has `stateEnteredEventDetails`, `ExecutionFailed` has `executionFailedEventDetails`. */
function memberOf(type: string): string {
  const kind = /State(Entered|Exited)$/.exec(type);
  const name =
    kind === null ? type.charAt(0).toLowerCase() + type.slice(1) : `state${kind[1] ?? ""}`;
  return `${name}EventDetails`;
}
