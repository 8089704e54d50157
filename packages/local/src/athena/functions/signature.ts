import type { SqlType } from "@cloudapi/athena/internal/analysis";
import { isOrderable, sameType, VARCHAR } from "@cloudapi/athena/internal/analysis";
import { canCoerce, commonType } from "../types/coerce-type.ts";

/**
 * A parameter's type in a signature. A capital letter is any type, the same wherever it stands (O one that has an
 * order), `entry` a row of K and V;
 * `decimal`, `timestamp` and `timestamptz` take any precision, `text` a varchar of any bound, and in the result they
 * mean the argument's own.
 */
export type Pattern =
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "sized"; readonly name: Sized }
  | { readonly kind: "array"; readonly element: Pattern }
  | { readonly kind: "map"; readonly key: Pattern; readonly value: Pattern }
  | { readonly kind: "entry" }
  | { readonly kind: "fixed"; readonly type: SqlType };

type Sized = "decimal" | "timestamp" | "timestamptz" | "text";

export interface Signature {
  readonly parameters: readonly Pattern[];
  /** The last parameter may repeat. */
  readonly variadic: boolean;
  readonly result: Pattern;
}

const parsed = new Map<string, Signature>();

/** Read `"varchar, array(T)... -> T"`. */
export function parseSignature(text: string): Signature {
  let signature = parsed.get(text);
  if (signature === undefined) {
    const [left = "", right = ""] = text.split("->").map((side) => side.trim());
    const variadic = left.endsWith("...");
    const parts = splitTop(variadic ? left.slice(0, -3) : left);
    signature = { parameters: parts.map(parsePattern), variadic, result: parsePattern(right) };
    parsed.set(text, signature);
  }
  return signature;
}

function splitTop(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "(") depth++;
    else if (text[i] === ")") depth--;
    else if (text[i] === "," && depth === 0) {
      parts.push(text.slice(from, i));
      from = i + 1;
    }
  }
  return [...parts, text.slice(from)].map((part) => part.trim()).filter((part) => part !== "");
}

function parsePattern(text: string): Pattern {
  if (/^[A-Z]$/.test(text)) return { kind: "variable", name: text };
  if (text === "decimal" || text === "timestamp" || text === "timestamptz" || text === "text")
    return { kind: "sized", name: text };
  if (text === "entry") return { kind: "entry" };
  const nested = /^(array|map)\((.*)\)$/.exec(text);
  if (nested !== null) {
    const [first = "", second = ""] = splitTop(nested[2] ?? "");
    if (nested[1] === "array") return { kind: "array", element: parsePattern(first) };
    return { kind: "map", key: parsePattern(first), value: parsePattern(second) };
  }
  return { kind: "fixed", type: fixedType(text) };
}

function fixedType(text: string): SqlType {
  if (text === "varchar") return VARCHAR;
  const decimal = /^decimal\((\d+),(\d+)\)$/.exec(text);
  if (decimal !== null)
    return { kind: "decimal", precision: Number(decimal[1]), scale: Number(decimal[2]) };
  const timestamp = /^(timestamp|timestamptz)\((\d)\)$/.exec(text);
  if (timestamp !== null)
    return {
      kind: timestamp[1] === "timestamp" ? "timestamp" : "timestamp with time zone",
      precision: Number(timestamp[2]),
    };
  return { kind: text } as SqlType;
}

const SIZED = {
  decimal: "decimal",
  timestamp: "timestamp",
  timestamptz: "timestamp with time zone",
  text: "varchar",
} as const;

const EXAMPLES: Record<Sized, SqlType> = {
  decimal: { kind: "decimal", precision: 1, scale: 0 },
  timestamp: { kind: "timestamp", precision: 3 },
  timestamptz: { kind: "timestamp with time zone", precision: 3 },
  text: VARCHAR,
};

/** Bind a signature to argument types; `undefined` when they don't fit. */
export function bindSignature(
  signature: Signature,
  types: readonly SqlType[],
  widening: boolean,
): Map<string, SqlType> | undefined {
  const { parameters, variadic } = signature;
  if (variadic ? types.length < parameters.length - 1 : types.length !== parameters.length)
    return undefined;
  const bound = new Map<string, SqlType>();
  const fits = types.every((type, i) => {
    const pattern = parameters[Math.min(i, parameters.length - 1)];
    return pattern !== undefined && bind(pattern, type, bound, widening);
  });
  return fits ? bound : undefined;
}

function bind(
  pattern: Pattern,
  type: SqlType,
  bound: Map<string, SqlType>,
  widening: boolean,
): boolean {
  switch (pattern.kind) {
    case "variable":
      return bindVariable(pattern.name, type, bound);
    case "sized":
      return bindSized(pattern.name, type, bound, widening);
    case "array":
      if (type.kind === "unknown" && widening) return bind(pattern.element, type, bound, widening);
      return type.kind === "array" && bind(pattern.element, type.element, bound, widening);
    case "map":
      if (type.kind === "unknown" && widening)
        return (
          bind(pattern.key, type, bound, widening) && bind(pattern.value, type, bound, widening)
        );
      return (
        type.kind === "map" &&
        bind(pattern.key, type.key, bound, widening) &&
        bind(pattern.value, type.value, bound, widening)
      );
    case "entry":
      return bindEntry(type, bound, widening);
    case "fixed":
      if (type.kind === "varchar" && pattern.type.kind === "varchar") return true;
      return sameType(type, pattern.type) || (widening && canCoerce(type, pattern.type));
  }
}

function bindEntry(type: SqlType, bound: Map<string, SqlType>, widening: boolean): boolean {
  if (type.kind === "unknown" && widening)
    return bindVariable("K", type, bound) && bindVariable("V", type, bound);
  const [key, value, more] = type.kind === "row" ? type.fields : [];
  if (key === undefined || value === undefined || more !== undefined) return false;
  return bindVariable("K", key.type, bound) && bindVariable("V", value.type, bound);
}

function bindVariable(name: string, type: SqlType, bound: Map<string, SqlType>): boolean {
  const before = bound.get(name);
  const common = before === undefined ? type : commonType(before, type);
  if (common === undefined || (name === "O" && !isOrderable(common))) return false;
  bound.set(name, common);
  return true;
}

function bindSized(
  name: Sized,
  type: SqlType,
  bound: Map<string, SqlType>,
  widening: boolean,
): boolean {
  const wanted = SIZED[name];
  if (type.kind === wanted) return bindVariable(name, type, bound);
  if (!widening) return false;
  const example = EXAMPLES[name];
  const common = commonType(type, example);
  return (
    common?.kind === wanted && bindVariable(name, type.kind === "unknown" ? example : common, bound)
  );
}

/** The type a pattern stands for once bound. */
export function resolvePattern(pattern: Pattern, bound: ReadonlyMap<string, SqlType>): SqlType {
  switch (pattern.kind) {
    case "variable":
      return bound.get(pattern.name) ?? { kind: "unknown" };
    case "sized":
      return bound.get(pattern.name) ?? EXAMPLES[pattern.name];
    case "array":
      return { kind: "array", element: resolvePattern(pattern.element, bound) };
    case "map":
      return {
        kind: "map",
        key: resolvePattern(pattern.key, bound),
        value: resolvePattern(pattern.value, bound),
      };
    case "entry":
      return {
        kind: "row",
        fields: ["K", "V"].map((name) => ({
          name: undefined,
          type: bound.get(name) ?? { kind: "unknown" },
        })),
      };
    case "fixed":
      return pattern.type;
  }
}
