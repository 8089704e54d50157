/** An error as states know it: a name that retriers and catchers are matched by, and a cause. */
export class StateError extends Error {
  readonly error: string;
  readonly causeText: string;

  constructor(error: string, cause: string) {
    super(`${error}: ${cause}`);
    this.name = "StateError";
    this.error = error;
    this.causeText = cause;
  }
}

/** Errors that `States.ALL` doesn't cover. */
const NOT_ALL: readonly string[] = ["States.DataLimitExceeded", "States.Runtime"];

/** Whether an error is among those that a retrier or a catcher names. */
export function isAmong(error: string, names: readonly string[]): boolean {
  if (names.includes(error)) return true;
  if (NOT_ALL.includes(error)) return false;
  if (names.includes("States.ALL")) return true;
  if (isTimeout(error)) return names.includes("States.Timeout");
  return names.includes("States.TaskFailed");
}

/** Whether a state took too long, or a heartbeat of its stayed away. */
export function isTimeout(error: string): boolean {
  return error === "States.Timeout" || error === "States.HeartbeatTimeout";
}

/** Whatever was thrown, as states know it. */
export function asStateError(error: unknown): StateError {
  if (error instanceof StateError) return error;
  if (error instanceof Error) return new StateError(error.name, error.message);
  return new StateError("States.TaskFailed", String(error));
}
