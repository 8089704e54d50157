import type { DataType } from "@cloudapi/core";
import { Digits, type RawValue } from "./raw-value.ts";

/**
 * Whether Athena's text of an array, row or map can mean one value only: text in it stands without quotes, so that
 * `[a, b]` is a list of two texts or of one, and so do the keys of a map.
 */
export function isUnambiguous(type: DataType): boolean {
  switch (type.kind) {
    case "list":
      return isUnambiguous(type.element);
    case "struct":
      return type.fields.every((field) => isUnambiguous(field.type));
    default:
      return type.kind !== "map" && type.kind !== "string" && type.kind !== "json";
  }
}

/** Athena's text of a value of an unambiguous type, `[{n=1, at=null}]`; `undefined` when it isn't written so. */
export function readNestedText(text: string, type: DataType): RawValue | undefined {
  const state = { text, at: 0 };
  const value = readValue(state, type);
  return state.at === text.length ? value : undefined;
}

interface State {
  readonly text: string;
  at: number;
}

function accept(state: State, token: string): boolean {
  if (!state.text.startsWith(token, state.at)) return false;
  state.at += token.length;
  return true;
}

function readValue(state: State, type: DataType): RawValue | undefined {
  if (type.kind === "list") {
    if (accept(state, "[")) return readItems(state, "]", () => readValue(state, type.element));
  } else if (type.kind === "struct") {
    if (accept(state, "{")) return readFields(state, type.fields);
  } else return readLeaf(state, type);
  return accept(state, "null") ? null : undefined;
}

function readItems(
  state: State,
  close: string,
  read: () => RawValue | undefined,
): RawValue[] | undefined {
  const items: RawValue[] = [];
  if (accept(state, close)) return items;
  do {
    const item = read();
    if (item === undefined) return undefined;
    items.push(item);
  } while (accept(state, ", "));
  return accept(state, close) ? items : undefined;
}

function readFields(
  state: State,
  fields: readonly { readonly name: string; readonly type: DataType }[],
): RawValue | undefined {
  const types = new Map(fields.map(({ name, type }) => [name.toLowerCase(), type]));
  const found: [string, RawValue][] = [];
  const items = readItems(state, "}", () => {
    const name = /\w+(?==)/y;
    name.lastIndex = state.at;
    const key = name.exec(state.text)?.[0];
    const type = key === undefined ? undefined : types.get(key.toLowerCase());
    if (key === undefined || type === undefined) return undefined;
    state.at += key.length + 1;
    const value = readValue(state, type);
    if (value !== undefined) found.push([key, value]);
    return value;
  });
  return items === undefined ? undefined : Object.fromEntries(found);
}

function readLeaf(state: State, { kind }: DataType): RawValue | undefined {
  const word = /[^,[\]{}=]+/y;
  word.lastIndex = state.at;
  const text = word.exec(state.text)?.[0];
  if (text === undefined) return undefined;
  state.at += text.length;
  if (text === "null") return null;
  if (kind === "boolean") return text === "true" || (text === "false" ? false : undefined);
  return kind === "date" || kind === "timestamp" ? text : new Digits(text);
}
