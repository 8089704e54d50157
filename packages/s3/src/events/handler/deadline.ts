import type { ObjectEvent } from "../message/object-event.ts";
import { ObjectError } from "../object/object-error.ts";
import { objectUri } from "../object/object-ref.ts";

/** The part of Lambda's context that the handler uses. */
export interface HandlerContext {
  readonly awsRequestId?: string;
  getRemainingTimeInMillis?(): number;
}

/** The end of an invocation, a little before Lambda stops it, so that what failed can still be told. */
export interface Deadline {
  /** Aborts at the deadline with an error that names the object. */
  signalFor(object: ObjectEvent): AbortSignal;
  clear(): void;
}

const MARGIN_MS = 1500;

export function startDeadline(context: HandlerContext | undefined): Deadline {
  const remainingMs = context?.getRemainingTimeInMillis?.();
  let current: { controller: AbortController; object: ObjectEvent } | undefined;
  let isOver = false;
  const end = () => {
    isOver = true;
    current?.controller.abort(outOfTime(current.object));
  };
  const timer =
    remainingMs === undefined ? undefined : setTimeout(end, Math.max(0, remainingMs - MARGIN_MS));
  return {
    signalFor(object) {
      current = { controller: new AbortController(), object };
      if (isOver) end();
      return current.controller.signal;
    },
    clear: () => clearTimeout(timer),
  };
}

function outOfTime(object: ObjectEvent): ObjectError {
  const { bucket, key } = object;
  return new ObjectError(
    "OUT_OF_TIME",
    `The function's time was nearly over while ${objectUri(object)} was processed. Give the function a longer timeout or more memory, or its queue smaller batches.`,
    { bucket, key, permanent: false },
  );
}
