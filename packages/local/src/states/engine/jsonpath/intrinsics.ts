import { createHash, randomInt, randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { JsonValue } from "@cloudapi/core";
import type { JsonObject } from "@cloudapi/orchestration";
import { textOf } from "../text-of.ts";

type Args = readonly JsonValue[];
type Intrinsic = (args: Args) => JsonValue;

/** So much text is encoded, decoded or hashed. */
const MAX_CHARS = 10_000;
const MAX_RANGE = 1000;
const ALGORITHMS = ["MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512"];

/** The intrinsic functions of the Amazon States Language; what they can't do they throw. */
export const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  "States.Array": (args) => [...args],
  "States.ArrayPartition": (args) => {
    const [list, size] = [listOf(args, 0), wholeOf(args, 1)];
    if (size < 1) throw new Error("the size of a part is above 0");
    return Array.from({ length: Math.ceil(list.length / size) }, (_, at) =>
      list.slice(at * size, (at + 1) * size),
    );
  },
  "States.ArrayContains": (args) =>
    listOf(args, 0).some((each) => isDeepStrictEqual(each, args[1])),
  "States.ArrayRange": (args) => {
    const [first, last, step] = [wholeOf(args, 0), wholeOf(args, 1), wholeOf(args, 2)];
    const length = Math.floor((last - first) / step) + 1;
    if (step === 0 || length > MAX_RANGE)
      throw new Error(`a range has at most ${MAX_RANGE} numbers, and a step that isn't 0`);
    return Array.from({ length: Math.max(0, length) }, (_, at) => first + at * step);
  },
  "States.ArrayGetItem": (args) => {
    const [list, at] = [listOf(args, 0), wholeOf(args, 1)];
    const item = list[at];
    if (item === undefined) throw new Error(`there is no item ${at} among ${list.length}`);
    return item;
  },
  "States.ArrayLength": (args) => listOf(args, 0).length,
  "States.ArrayUnique": (args) => {
    const unique: JsonValue[] = [];
    for (const each of listOf(args, 0))
      if (!unique.some((known) => isDeepStrictEqual(known, each))) unique.push(each);
    return unique;
  },
  "States.Base64Encode": (args) => Buffer.from(shortOf(args, 0), "utf8").toString("base64"),
  "States.Base64Decode": (args) => Buffer.from(shortOf(args, 0), "base64").toString("utf8"),
  "States.Hash": (args) => {
    const algorithm = stringOf(args, 1);
    if (!ALGORITHMS.includes(algorithm))
      throw new Error(`the algorithm is one of ${ALGORITHMS.join(", ")}`);
    const text = textOf(args[0]);
    if (text.length > MAX_CHARS) throw new Error(`the text has more than ${MAX_CHARS} characters`);
    return createHash(algorithm.replace("-", "").toLowerCase()).update(text).digest("hex");
  },
  "States.JsonMerge": (args) => {
    if (args[2] !== false) throw new Error("only shallow merging, false, is there");
    return { ...objectOf(args, 0), ...objectOf(args, 1) };
  },
  "States.StringToJson": (args) => JSON.parse(stringOf(args, 0)) as JsonValue,
  "States.JsonToString": (args) => JSON.stringify(valueOf(args, 0)),
  "States.MathRandom": (args) => {
    const [first, end] = [wholeOf(args, 0), wholeOf(args, 1)];
    return randomInt(first, end);
  },
  "States.MathAdd": (args) => int32(numberOf(args, 0)) + int32(numberOf(args, 1)),
  "States.StringSplit": (args) => {
    const [text, marks] = [stringOf(args, 0), new Set(stringOf(args, 1))];
    const parts = [""];
    for (const char of text)
      if (marks.has(char)) parts.push("");
      else parts[parts.length - 1] += char;
    return parts.filter((part) => part !== "");
  },
  "States.UUID": () => randomUUID(),
  "States.Format": formatted,
};

/** `{}` is the next argument; a backslash takes what follows as it is. */
function formatted(args: Args): string {
  const values = args.slice(1);
  const text = stringOf(args, 0).replaceAll(/\\(.)|\{\}|[{}]/gs, (found, escaped?: string) => {
    if (escaped !== undefined) return escaped;
    if (found !== "{}") throw new Error("a bracket that is meant as it is has a backslash");
    const value = values.shift();
    if (value === undefined) throw new Error("there are fewer values than places");
    return textOf(value);
  });
  if (values.length > 0) throw new Error("there are more values than places");
  return text;
}

function valueOf(args: Args, at: number): JsonValue {
  const value = args[at];
  if (value === undefined) throw new Error(`there is no argument ${at + 1}`);
  return value;
}

function listOf(args: Args, at: number): readonly JsonValue[] {
  const value = valueOf(args, at);
  if (!Array.isArray(value)) throw new Error(`argument ${at + 1} is no list`);
  return value as readonly JsonValue[];
}

function objectOf(args: Args, at: number): JsonObject {
  const value = valueOf(args, at);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Error(`argument ${at + 1} is no object`);
  return value as JsonObject;
}

function stringOf(args: Args, at: number): string {
  const value = valueOf(args, at);
  if (typeof value !== "string") throw new Error(`argument ${at + 1} is no text`);
  return value;
}

function shortOf(args: Args, at: number): string {
  const text = stringOf(args, at);
  if (text.length > MAX_CHARS) throw new Error(`the text has more than ${MAX_CHARS} characters`);
  return text;
}

function numberOf(args: Args, at: number): number {
  const value = valueOf(args, at);
  if (typeof value !== "number") throw new Error(`argument ${at + 1} is no number`);
  return value;
}

function wholeOf(args: Args, at: number): number {
  return Math.round(numberOf(args, at));
}

/** Step Functions adds numbers of 32 bits. */
function int32(value: number): number {
  const whole = Math.round(value);
  if (Math.abs(whole) > 2 ** 31 - 1) throw new Error(`${value} has more than 32 bits`);
  return whole;
}
