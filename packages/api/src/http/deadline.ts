import { timeOutProblem } from "../ask/engine-problem.ts";

/** The time that a request has. */
export interface Deadline {
  /** Aborted when the time is over, or the client has gone. */
  readonly signal: AbortSignal;
  /** Whether it was the time. */
  isOver(): boolean;
  /** The request is answered; what still streams is ended only by a client that goes. */
  end(): void;
}

/** Whether a signal was aborted since its time was over, as that of a function is. */
export function isTimeout(reason: unknown): boolean {
  return reason instanceof DOMException && reason.name === "TimeoutError";
}

/** A request's time. Unlike `AbortSignal.timeout`, no timer is left once the request is answered. */
export function deadlineOf(client: AbortSignal, timeoutMs: number): Deadline {
  const controller = new AbortController();
  let isOver = false;
  if (client.aborted) controller.abort(client.reason);
  client.addEventListener("abort", () => controller.abort(client.reason), { once: true });
  const timer = setTimeout(() => {
    isOver = true;
    controller.abort(timeOutProblem());
  }, timeoutMs);
  return {
    signal: controller.signal,
    isOver: () => isOver,
    end: () => clearTimeout(timer),
  };
}
