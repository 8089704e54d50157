import { doubleText } from "./number-text.ts";

/** A JSON value that keeps numbers as they were written and objects in their order. */
export type JsonValue =
  | { readonly kind: "null" }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "number"; readonly text: string }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "array"; readonly items: readonly JsonValue[] }
  | { readonly kind: "object"; readonly entries: readonly (readonly [string, JsonValue])[] };

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])/y;

/** Read one JSON document; `undefined` when it isn't one. `{"n":1.0}` keeps its `1.0`. */
export function readJson(text: string): JsonValue | undefined {
  const state = { text, at: 0 };
  try {
    const value = readValue(state, 0);
    skipSpace(state);
    return state.at === text.length ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Read down the keys and places of `steps` to a value, and no further; `undefined` when there is none. */
export function readMember(text: string, steps: readonly string[]): JsonValue | undefined {
  const state = { text, at: 0 };
  try {
    return steps.every((step, depth) => enter(state, step, depth))
      ? readValue(state, steps.length)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Move to the value of a key, or of a place in an array; false when it isn't there. */
function enter(state: State, step: string, depth: number): boolean {
  skipSpace(state);
  const open = state.text[state.at];
  if (open !== "{" && open !== "[") return false;
  if (open === "[" && !/^\d+$/.test(step)) return false;
  const close = open === "{" ? "}" : "]";
  state.at++;
  skipSpace(state);
  if (state.text[state.at] === close) return false;
  for (let index = 0; ; index++) {
    if ((open === "{" ? readKey(state) : String(index)) === step) return true;
    readValue(state, depth + 1);
    if (!more(state, close)) return false;
  }
}

interface State {
  readonly text: string;
  at: number;
}

function skipSpace(state: State): void {
  while (state.at < state.text.length && " \t\n\r".includes(state.text[state.at] ?? "")) state.at++;
}

function readValue(state: State, depth: number): JsonValue {
  if (depth > 1000) throw new SyntaxError("too deep");
  skipSpace(state);
  const letter = state.text[state.at];
  if (letter === '"') return { kind: "string", value: readString(state) };
  if (letter === "[") return readArray(state, depth);
  if (letter === "{") return readObject(state, depth);
  for (const [word, value] of [
    ["true", { kind: "boolean", value: true }],
    ["false", { kind: "boolean", value: false }],
    ["null", { kind: "null" }],
  ] as const) {
    if (state.text.startsWith(word, state.at)) {
      state.at += word.length;
      return value;
    }
  }
  NUMBER.lastIndex = state.at;
  const text = NUMBER.exec(state.text)?.[0];
  if (text === undefined) throw new SyntaxError("no value");
  state.at += text.length;
  return { kind: "number", text };
}

function readString(state: State): string {
  let end = state.at + 1;
  while (state.text[end] !== '"') {
    if (end >= state.text.length) throw new SyntaxError("unterminated");
    end += state.text[end] === "\\" ? 2 : 1;
  }
  const value: unknown = JSON.parse(state.text.slice(state.at, end + 1));
  state.at = end + 1;
  return String(value);
}

function readArray(state: State, depth: number): JsonValue {
  const items: JsonValue[] = [];
  state.at++;
  skipSpace(state);
  if (state.text[state.at] === "]") {
    state.at++;
    return { kind: "array", items };
  }
  for (;;) {
    items.push(readValue(state, depth + 1));
    if (!more(state, "]")) return { kind: "array", items };
  }
}

function readObject(state: State, depth: number): JsonValue {
  const entries: (readonly [string, JsonValue])[] = [];
  state.at++;
  skipSpace(state);
  if (state.text[state.at] === "}") {
    state.at++;
    return { kind: "object", entries };
  }
  for (;;) {
    entries.push([readKey(state), readValue(state, depth + 1)]);
    if (!more(state, "}")) return { kind: "object", entries };
  }
}

/** A key, past its colon. */
function readKey(state: State): string {
  skipSpace(state);
  if (state.text[state.at] !== '"') throw new SyntaxError("no key");
  const key = readString(state);
  skipSpace(state);
  if (state.text[state.at++] !== ":") throw new SyntaxError("no colon");
  return key;
}

/** Past a comma, or past the closing bracket. */
function more(state: State, close: string): boolean {
  skipSpace(state);
  const letter = state.text[state.at++];
  if (letter === ",") return true;
  if (letter === close) return false;
  throw new SyntaxError("no comma");
}

/** How a document is written. */
export interface JsonStyle {
  /** Keys in order, the last of equal ones. */
  readonly sorted?: boolean;
  /** How a number is written; as Java writes a double, when it isn't whole, unless told otherwise. */
  readonly number?: (text: string) => string;
  /** How a text is written; as Trino does unless told otherwise. */
  readonly string?: (text: string) => string;
}

/** The document without white space. */
export function writeJson(value: JsonValue, style: JsonStyle = {}): string {
  switch (value.kind) {
    case "null":
      return "null";
    case "boolean":
      return String(value.value);
    case "number":
      return (style.number ?? numberText)(value.text);
    case "string":
      return (style.string ?? jsonString)(value.value);
    case "array":
      return `[${value.items.map((item) => writeJson(item, style)).join(",")}]`;
    case "object":
      return `{${entriesOf(value, style)
        .map(([key, item]) => `${(style.string ?? jsonString)(key)}:${writeJson(item, style)}`)
        .join(",")}}`;
  }
}

/** A text as Trino writes it in JSON: characters past U+FFFF as two escapes, hexadecimal digits in capitals. */
export function jsonString(text: string): string {
  return JSON.stringify(text).replaceAll(NOT_PLAIN, (found) =>
    found.startsWith("\\u") ? `\\u${found.slice(2).toUpperCase()}` : escaped(found),
  );
}

/** `\\` goes first, so that the u after an escaped backslash begins no escape. */
const NOT_PLAIN = /\\\\|\\u[0-9a-f]{4}|[\u{10000}-\u{10ffff}]/gu;

function escaped(found: string): string {
  if (found === "\\\\") return found;
  return Array.from({ length: found.length }, (_, i) => {
    const code = found.charCodeAt(i).toString(16).toUpperCase();
    return `\\u${code.padStart(4, "0")}`;
  }).join("");
}

function numberText(text: string): string {
  return /[.eE]/.test(text) ? doubleText(Number(text)) : text;
}

function entriesOf(value: Extract<JsonValue, { kind: "object" }>, { sorted = false }: JsonStyle) {
  if (!sorted) return value.entries;
  return [...new Map(value.entries)].sort(([a], [b]) => (a < b ? -1 : 1));
}
