import type { JsonValue } from "@cloudapi/core";
import { StateError } from "../state-error.ts";
import { INTRINSICS } from "./intrinsics.ts";
import { needPath, type Roots } from "./path.ts";

const MAX_DEPTH = 10;

/** Whether a text is a call of an intrinsic function. */
function isCall(text: string): boolean {
  return text.startsWith("States.");
}

/** What a path or a call of an intrinsic function gives; `where` names the field in errors. */
export function evaluateCall(text: string, roots: Roots, where: string): JsonValue {
  if (!isCall(text)) return needPath(text, roots, where);
  const reader = new Reader(text);
  const value = reader.call(roots, where, 1);
  reader.end();
  return value;
}

interface Asked {
  readonly roots: Roots;
  readonly where: string;
  readonly depth: number;
  readonly isRaw: boolean;
}

/** Reads a call from its beginning, doing it at once. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  call(roots: Roots, where: string, depth: number): JsonValue {
    const name = this.#take(/States\.\w+/y);
    const intrinsic = Object.hasOwn(INTRINSICS, name) ? INTRINSICS[name] : undefined;
    if (intrinsic === undefined) throw failure(`there is no function ${name}`, this.#text);
    if (depth > MAX_DEPTH) throw failure(`calls may be nested ${MAX_DEPTH} deep`, this.#text);
    const args: JsonValue[] = [];
    this.#take(/\s*\(\s*/y);
    while (!this.#has(/\s*\)/y)) {
      if (args.length > 0) this.#take(/\s*,\s*/y);
      // In what is to be formatted, escapes are for States.Format to read.
      const isRaw = name === "States.Format" && args.length === 0;
      args.push(this.#argument({ roots, where, depth, isRaw }));
    }
    try {
      return intrinsic(args);
    } catch (error) {
      if (error instanceof StateError) throw error;
      throw failure((error as Error).message, this.#text);
    }
  }

  end(): void {
    if (this.#at !== this.#text.length) throw failure("something follows the call", this.#text);
  }

  #argument({ roots, where, depth, isRaw }: Asked): JsonValue {
    const next = this.#text[this.#at];
    if (next === "'") {
      const text = this.#take(/'(?:[^'\\]|\\.)*'/sy).slice(1, -1);
      return isRaw ? text : text.replaceAll(/\\(.)/gs, "$1");
    }
    if (next === "$") return needPath(this.#path(), roots, where);
    if (next === "S") return this.call(roots, where, depth + 1);
    return JSON.parse(this.#take(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y)) as JsonValue;
  }

  /** A path, to the comma or bracket that isn't its own. */
  #path(): string {
    return this.#take(/\$(?:\[(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^\]'"])*\]|[^,()[\]\s])*/y);
  }

  #has(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found !== null) this.#at = pattern.lastIndex;
    return found !== null;
  }

  #take(pattern: RegExp): string {
    const from = this.#at;
    if (!this.#has(pattern)) throw failure(`can't be read at character ${from}`, this.#text);
    return this.#text.slice(from, this.#at);
  }
}

function failure(why: string, text: string): StateError {
  return new StateError("States.IntrinsicFailure", `The call '${text}' failed: ${why}.`);
}
