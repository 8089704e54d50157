import { randomBytes } from "node:crypto";
import type { JsonValue } from "@cloudapi/core";
import { StatesApiError } from "./api/states-error.ts";
import { StateError } from "./engine/state-error.ts";

interface Open {
  beat: () => void;
  readonly resolve: (output: JsonValue) => void;
  readonly reject: (error: StateError) => void;
}

/** The tokens of Tasks that wait for an answer. */
export class Tokens {
  readonly #open = new Map<string, Open>();

  open(): {
    readonly token: string;
    readonly answer: Promise<JsonValue>;
    readonly watch: (seconds: number) => void;
    readonly close: () => void;
  } {
    const token = randomBytes(48).toString("base64");
    const { promise, resolve, reject } = Promise.withResolvers<JsonValue>();
    // Nobody may be waiting any more when the answer is a failure.
    promise.catch(() => {});
    const open: Open = { resolve, reject, beat: () => {} };
    this.#open.set(token, open);
    let timer: NodeJS.Timeout | undefined;
    const close = () => {
      clearTimeout(timer);
      this.#open.delete(token);
    };
    const watch = (seconds: number) => {
      open.beat = () => {
        clearTimeout(timer);
        timer = setTimeout(() => {
          reject(
            new StateError(
              "States.HeartbeatTimeout",
              `No heartbeat came for ${seconds} seconds, the state's HeartbeatSeconds.`,
            ),
          );
        }, seconds * 1000).unref();
      };
      open.beat();
    };
    return { token, answer: promise, watch, close };
  }

  succeed(token: string, output: JsonValue): void {
    this.#take(token).resolve(output);
    this.#open.delete(token);
  }

  fail(token: string, error: string, cause: string): void {
    this.#take(token).reject(new StateError(error, cause));
    this.#open.delete(token);
  }

  /** A heartbeat for a token that is waited on: it may stay away as long again. */
  beat(token: string): void {
    this.#take(token).beat();
  }

  #take(token: string): Open {
    const found = this.#open.get(token);
    if (found === undefined)
      throw new StatesApiError(
        "TaskTimedOut",
        "Task Timed Out: 'Provided task does not exist anymore'",
      );
    return found;
  }
}
