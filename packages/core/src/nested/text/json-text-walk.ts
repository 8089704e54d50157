import { exactInteger } from "../../values/exact-integer.ts";
import { JsonText } from "../../values/json-text.ts";
import { putField } from "../../values/put-field.ts";
import type { TextPlan } from "./text-plan.ts";

const [QUOTE, BACKSLASH, COMMA, OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST] = [
  0x22, 0x5c, 0x2c, 0x7b, 0x7d, 0x5b, 0x5d,
] as const;
const SPACE = 0x20;
/** So many characters has a number that a double may not hold. */
const LONG = 16;

/** A key that an object has more than once. */
export interface DuplicateKey {
  readonly path: readonly (string | number)[];
  readonly count: number;
}

/** What is done with what is found: objects that are written to, and how many duplicate keys are told. */
interface Walk {
  readonly text: string;
  readonly path: (string | number)[];
  readonly duplicates: DuplicateKey[];
  readonly maxDuplicates: number;
}

/**
 * Walk through the text of an object beside the value that `JSON.parse` made of it: exact numbers and JSON texts are put
 * in place where the plan wants them, and keys that an object has twice are told.
 *
 * What the plan does not name is passed over. The time is linear in the text.
 *
 * @param text valid JSON, nested no deeper than a recursion may go
 */
export function walkJsonText(
  text: string,
  record: object,
  plan: TextPlan,
  maxDuplicates: number,
): readonly DuplicateKey[] {
  const walk: Walk = { text, path: [], duplicates: [], maxDuplicates };
  walkObject(walk, skipBlanks(text, 0), record, plan);
  return walk.duplicates;
}

/** Walk through the value that begins at `start`, which `holder` has under `key`; the place behind it. */
function walkValue(
  walk: Walk,
  start: number,
  holder: object | undefined,
  key: string | number,
  plan: TextPlan,
): number {
  const { text } = walk;
  const unit = text.charCodeAt(start);
  const value = ownValue(holder, key);
  if (!plan.isText && (unit === OPEN_OBJECT || unit === OPEN_LIST)) {
    walk.path.push(key);
    const inside = typeof value === "object" && value !== null ? value : undefined;
    const end =
      unit === OPEN_OBJECT
        ? walkObject(walk, start, inside, plan)
        : walkList(walk, start, inside, plan);
    walk.path.pop();
    return end;
  }
  const end = valueEnd(text, start);
  if (value === undefined || value === null) return end;
  if (plan.isText) putField(holder as object, key, new JsonText(text.slice(start, end)));
  else if (plan.digits !== undefined && typeof value === "number")
    putExact(holder as object, key, text.slice(start, end), plan.digits);
  return end;
}

/** What an object has under a key; of a key that occurs twice the last value is there, which may be of another kind. */
function ownValue(holder: object | undefined, key: string | number): unknown {
  return holder !== undefined && Object.hasOwn(holder, key)
    ? (holder as Record<string | number, unknown>)[key]
    : undefined;
}

function walkObject(
  walk: Walk,
  start: number,
  object: object | undefined,
  { isObject, fields, others }: TextPlan,
): number {
  const { text } = walk;
  if (!isObject) return valueEnd(text, start);
  const counts = new Map<string, number>();
  const place = walk.duplicates.length;
  let at = skipBlanks(text, start + 1);
  while (text.charCodeAt(at) !== CLOSE_OBJECT) {
    const keyEnd = stringEnd(text, at);
    const key = keyOf(text, at, keyEnd);
    if (walk.maxDuplicates > 0) counts.set(key, (counts.get(key) ?? 0) + 1);
    at = skipBlanks(text, skipBlanks(text, keyEnd) + 1);
    const plan = fields.get(key) ?? others;
    at = plan === undefined ? valueEnd(text, at) : walkValue(walk, at, object, key, plan);
    at = skipBlanks(text, at);
    if (text.charCodeAt(at) === COMMA) at = skipBlanks(text, at + 1);
  }
  noteDuplicates(walk, counts, place);
  return at + 1;
}

function walkList(
  walk: Walk,
  start: number,
  list: object | undefined,
  { elements }: TextPlan,
): number {
  const { text } = walk;
  if (elements === undefined) return valueEnd(text, start);
  let at = skipBlanks(text, start + 1);
  for (let index = 0; text.charCodeAt(at) !== CLOSE_LIST; index++) {
    at = skipBlanks(text, walkValue(walk, at, list, index, elements));
    if (text.charCodeAt(at) === COMMA) at = skipBlanks(text, at + 1);
  }
  return at + 1;
}

/** Note the keys that an object has more than once, before those of the objects inside it. */
function noteDuplicates(
  { path, duplicates, maxDuplicates }: Walk,
  counts: ReadonlyMap<string, number>,
  place: number,
): void {
  let at = place;
  for (const [key, count] of counts) {
    if (count > 1 && at < maxDuplicates)
      duplicates.splice(at++, 0, { path: [...path, key], count });
  }
  duplicates.splice(maxDuplicates);
}

function keyOf(text: string, start: number, end: number): string {
  const key = text.slice(start + 1, end - 1);
  return key.includes("\\") ? (JSON.parse(text.slice(start, end)) as string) : key;
}

/** Put the exact value of a number in its place: an integer, or the text where it is none. */
function putExact(
  holder: object,
  key: string | number,
  literal: string,
  digits: "all" | "integers",
): void {
  if (literal.length < LONG && !/[eE]/.test(literal)) return;
  const exact = exactInteger(literal);
  if (typeof exact !== "string" || digits === "all") putField(holder, key, exact);
}

/** The place behind the value that begins at `start`. */
function valueEnd(text: string, start: number): number {
  let depth = 0;
  let at = start;
  do {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) at = stringEnd(text, at);
    else {
      if (unit === OPEN_OBJECT || unit === OPEN_LIST) depth++;
      else if (unit === CLOSE_OBJECT || unit === CLOSE_LIST) depth--;
      else if (depth === 0) return wordEnd(text, at);
      at++;
    }
  } while (depth > 0);
  return at;
}

/** The place behind a number, `true`, `false` or `null`. */
function wordEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && !endsWord(text.charCodeAt(at))) at++;
  return at;
}

function endsWord(unit: number): boolean {
  return unit <= SPACE || unit === COMMA || unit === CLOSE_OBJECT || unit === CLOSE_LIST;
}

/** The place behind the closing quote of the string that opens at `start`. */
function stringEnd(text: string, start: number): number {
  let quote = text.indexOf('"', start + 1);
  while (isEscaped(text, quote)) quote = text.indexOf('"', quote + 1);
  return quote + 1;
}

/** Whether an odd number of backslashes stands before a quote. */
function isEscaped(text: string, quote: number): boolean {
  let at = quote - 1;
  while (text.charCodeAt(at) === BACKSLASH) at--;
  return (quote - at) % 2 === 0;
}

/** The first place from `start` on that is not white space; there is none but JSON's own in valid text. */
function skipBlanks(text: string, start: number): number {
  let at = start;
  while (text.charCodeAt(at) <= SPACE) at++;
  return at;
}
