import type { Evaluation } from "@cloudapi/iam/evaluation";

/** A decision about a call: one for each action on each resource that the call needs. */
export interface LoggedCall {
  readonly time: Date;
  readonly requestId: string;
  /** Such as `s3`. */
  readonly service: string;
  /** What was called, such as `CopyObject`. */
  readonly operation: string;
  /** Who called. */
  readonly principal: string;
  /** The services that called on the principal's behalf, such as `athena.amazonaws.com`. */
  readonly calledVia: readonly string[];
  /** What was to be done, such as `s3:GetObject`. */
  readonly action: string;
  readonly resource: string;
  readonly decision: Evaluation["decision"];
  /** The statement that decided, if one did. */
  readonly by: Evaluation["by"];
  /** The decision's reason in a sentence. */
  readonly why: string;
}

const MOST = 10_000;

/** The last decisions about calls, oldest first. */
export class CallLog {
  readonly #calls: LoggedCall[] = [];

  get calls(): readonly LoggedCall[] {
    return this.#calls;
  }

  add(call: LoggedCall): void {
    this.#calls.push(call);
    if (this.#calls.length > MOST) this.#calls.splice(0, this.#calls.length - MOST);
  }
}
