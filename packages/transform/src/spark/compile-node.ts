import type { DataType, StructField } from "@cloudapi/core";
import {
  type Absent,
  absentOf,
  jsonOfCheck,
  textLimit,
  unwrapSchema,
} from "@cloudapi/core/internal";
import type { $ZodObject, $ZodType, $ZodTypes } from "zod/v4/core";
import { compileRule, expectedOf, isLength, type Rule } from "./compile-rule.ts";
import type { Refuse } from "./refusal.ts";

/** A column, or a value inside one, as the job has it. */
export interface Node {
  readonly kind: string;
  readonly absent: Absent;
  readonly default?: unknown;
  readonly rule?: Rule;
  readonly limit?: { readonly length: number; readonly own: boolean };
  readonly precision?: number;
  readonly scale?: number;
  readonly fields?: readonly NamedNode[];
  readonly strict?: boolean;
  readonly aliases?: Readonly<Record<string, string>>;
  readonly element?: Node;
  readonly value?: Node;
  readonly is_map?: boolean;
  /** The bytes that the text of a `json` value may have. */
  readonly max_bytes?: number;
  readonly checks?: readonly object[];
}

/** A column, or a field of a struct. */
export interface NamedNode extends Node {
  readonly name: string;
}

/** Where a value is, and what is asked on the way. */
export interface NodeContext {
  readonly path: string;
  readonly refuse: (path: string, rule: string, reason: string) => undefined;
  /** The names in sources of the fields of an object, each with the field that it stands for. */
  readonly aliasesAt: (path: string) => Readonly<Record<string, string>>;
}

/** The node of a schema, wrappers and all. */
function compileNode(schema: $ZodType, type: DataType, context: NodeContext): Node {
  const unwrapped = unwrapSchema(schema);
  const refuse: Refuse = (rule, reason) => context.refuse(context.path, rule, reason);
  checkWrappers(schema, unwrapped.leaf, refuse);
  return {
    ...inside(unwrapped.leaf, type, context, refuse),
    absent: absentOf(unwrapped),
    ...defaultOf(unwrapped.defaultValue, type, refuse),
  };
}

/** Only functions can stand at wrappers. */
function checkWrappers(schema: $ZodType, leaf: $ZodType, refuse: Refuse): void {
  for (let each = schema; each !== leaf; ) {
    const def = each._zod.def as { checks?: readonly unknown[]; innerType?: $ZodType };
    if ((def.checks ?? []).length > 0) refuse("refine", "it is a function");
    if (each._zod.traits.has("$ZodExactOptional"))
      refuse("exactOptional", "null can't be told from nothing in a column");
    each = def.innerType ?? leaf;
  }
}

function defaultOf(
  make: (() => unknown) | undefined,
  { kind }: DataType,
  refuse: Refuse,
): { readonly default?: unknown } {
  if (make === undefined) return {};
  const [value, again] = [make(), make()].map((each) =>
    typeof each === "bigint" ? String(each) : each,
  );
  if (typeof value === "object" || kind === "json")
    return refuse("default", "only a single value can be one") ?? {};
  if (!Object.is(value, again))
    return refuse("default", "a function gives another one each time") ?? {};
  if (Object.is(value, -0)) return refuse("default", "JSON has no minus zero") ?? {};
  return { default: value };
}

function inside(
  leaf: $ZodType,
  type: DataType,
  context: NodeContext,
  refuse: Refuse,
): Omit<Node, "absent"> {
  const def = (leaf as $ZodTypes)._zod.def;
  switch (type.kind) {
    case "struct":
      if (def.type !== "object") {
        refuse("variants", "a discriminated union has no form in the job");
        return { kind: "struct", fields: [] };
      }
      return structNode(leaf as $ZodObject, type.fields, context, refuse);
    case "list":
      if (def.type !== "array") {
        refuse("tuple", "elements are judged by their places");
        return { kind: "list" };
      }
      return {
        kind: "list",
        element: compileNode(def.element, type.element, at(context, "[]")),
        checks: lengthChecks(def.checks, type, refuse),
      };
    case "map":
      return mapNode(leaf, type.value, context, refuse);
    case "json":
      return jsonNode(leaf, refuse);
    default:
      return leafNode(leaf, type, refuse);
  }
}

function jsonNode(leaf: $ZodType, refuse: Refuse): Omit<Node, "absent"> {
  const [size, ...others] = (leaf._zod.def.checks ?? []).map(({ _zod }) => jsonOfCheck(_zod.def));
  if (size === undefined || others.length > 0)
    refuse("json", "its text is judged by rules of its own");
  return { kind: "json", max_bytes: size?.maxBytes ?? 0 };
}

function leafNode(leaf: $ZodType, type: DataType, refuse: Refuse): Omit<Node, "absent"> {
  const limit = textLimit(leaf);
  const isBigint = type.kind === "int64" && leaf._zod.def.type === "bigint";
  if (type.kind === "int64" && leaf._zod.def.type === "union")
    refuse("union", "of integers it has no form in the job");
  return {
    kind: isBigint ? "bigint" : type.kind,
    rule: compileRule(leaf, type, refuse),
    ...(limit === undefined ? {} : { limit: { length: limit.length, own: limit.isOwn } }),
    ...(type.kind === "decimal" ? { precision: type.precision, scale: type.scale } : {}),
  };
}

/** The node of an object; `fields` are its columns. */
export function structNode(
  { _zod }: $ZodObject,
  fields: readonly StructField[],
  context: NodeContext,
  refuse: Refuse,
): Omit<Node, "absent"> {
  const { shape, checks = [], catchall } = _zod.def;
  if (checks.length > 0) refuse("refine", "it is a function over several fields");
  return {
    kind: "struct",
    fields: fields.map(({ name, type }) => ({
      name,
      ...compileNode(shape[name] as $ZodType, type, at(context, name)),
    })),
    strict: catchall !== undefined,
    aliases: context.aliasesAt(context.path),
  };
}

function mapNode(
  leaf: $ZodType,
  value: DataType,
  context: NodeContext,
  refuse: Refuse,
): Omit<Node, "absent"> {
  const def = leaf._zod.def as unknown as {
    readonly type: string;
    readonly keyType: $ZodType;
    readonly valueType: $ZodType;
    readonly checks?: readonly unknown[];
  };
  const key = def.keyType._zod.def as { readonly type: string; readonly checks?: unknown[] };
  if (key.type !== "string" || "format" in key || (key.checks ?? []).length > 0)
    refuse("keys", "of a map they are judged by rules of their own");
  if ((def.checks ?? []).length > 0) refuse("refine", "a map's size is looked at by a function");
  return {
    kind: "map",
    is_map: def.type === "map",
    value: compileNode(def.valueType, value, at(context, "{}")),
  };
}

function at(context: NodeContext, step: string): NodeContext {
  const isName = step !== "[]" && step !== "{}" && context.path !== "";
  return { ...context, path: `${context.path}${isName ? "." : ""}${step}` };
}

interface LengthCheck {
  readonly check: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly length?: number;
  readonly abort?: boolean;
}

function lengthChecks(
  checks: readonly { readonly _zod: { readonly def: object } }[] | undefined,
  type: DataType,
  refuse: Refuse,
): object[] {
  return (checks ?? []).flatMap(({ _zod }) => {
    const { check, minimum, maximum, length, abort } = _zod.def as LengthCheck;
    const value = minimum ?? maximum ?? length;
    if (!["min_length", "max_length", "length_equals"].includes(check)) {
      refuse(check === "custom" ? "refine" : check, "it is a function");
      return [];
    }
    if (!isLength(value)) {
      refuse(check, "its bound is no whole number");
      return [];
    }
    const isLeast = check === "min_length";
    const expected = expectedOf({
      code: isLeast ? "too_small" : "too_big",
      origin: type.kind === "list" ? "array" : "map",
      exact: length !== undefined,
      ...(isLeast ? { minimum: value } : { maximum: value }),
    });
    return [{ check, value, expected, goes_on: abort !== true }];
  });
}
