import { ApiError } from "../../api/api-error.ts";

/** Reads a value of a request: its type at once, its limits into `faults`, so that all are told together. */
export interface Shape<T> {
  read(value: unknown, at: Reading): T;
}

/** Where a value is in the request, and what was found wrong on the way. */
export interface Reading {
  /** As AWS writes it: `table.storageDescriptor.columns.1.member.name`. */
  readonly path: string;
  /** What a member that isn't known here is a member of, as the reader knows it. */
  readonly of: string;
  readonly faults: string[];
}

interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

const LINE = /^[\t\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u;
const LINES = /^[\t\r\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u;

/** A text without control characters; `lines` may hold several, `any` has no rule. */
export function text(
  bounds: Bounds & { readonly holds?: "line" | "lines" | "any"; readonly oneOf?: string[] } = {},
): Shape<string> {
  const { holds = "line", oneOf } = bounds;
  return {
    read(value, at) {
      if (typeof value !== "string") throw unconvertible(value, "a String");
      checkSize(value.length, bounds, "length", at, value);
      if (oneOf !== undefined && !oneOf.includes(value))
        fault(at, value, `Member must satisfy enum value set: [${oneOf.join(", ")}]`);
      if (holds !== "any" && !(holds === "line" ? LINE : LINES).test(value))
        fault(at, value, `Member must satisfy regular expression pattern: ${patternText(holds)}`);
      return value;
    },
  };
}

/** A whole number. */
export function integer(bounds: Bounds = {}): Shape<number> {
  return {
    read(value, at) {
      if (typeof value !== "number") throw unconvertible(value, "an Integer");
      checkSize(Math.trunc(value), bounds, "value", at, String(value));
      return Math.trunc(value);
    },
  };
}

/** A time, in seconds since 1970. */
export const time: Shape<number> = {
  read(value) {
    if (typeof value !== "number") throw unconvertible(value, "a Timestamp");
    return value;
  },
};

export const flag: Shape<boolean> = {
  read(value) {
    if (typeof value !== "boolean") throw unconvertible(value, "a Boolean");
    return value;
  },
};

/** Anything: it is of no consequence here. */
export const whatever: Shape<unknown> = { read: (value) => value };

/** A list; nulls in it are left out. */
export function list<T>(item: Shape<T>, bounds: Bounds = {}): Shape<T[]> {
  return {
    read(value, at) {
      if (!Array.isArray(value))
        throw new ApiError("SerializationException", "Expected list or null");
      const items = (value as unknown[]).filter((each) => each !== null);
      checkSize(items.length, bounds, "length", at);
      return items.map((each, i) => item.read(each, { ...at, path: `${at.path}.${i + 1}.member` }));
    },
  };
}

/** Texts by name. */
export function texts(key: Shape<string>, item: Shape<string>, bounds: Bounds = {}) {
  const shape: Shape<Record<string, string>> = {
    read(value, at) {
      const entries = Object.entries(structureOf(value)).filter(([, each]) => each !== null);
      checkSize(entries.length, bounds, "length", at);
      return Object.fromEntries(
        entries.map(([name, each]) => [
          key.read(name, { ...at, path: `${at.path}.key` }),
          item.read(each, { ...at, path: `${at.path}.${name}.member` }),
        ]),
      );
    },
  };
  return shape;
}

export type Shapes = Readonly<Record<string, Shape<unknown>>>;
export type Values<M extends Shapes> = {
  readonly [K in keyof M]: M[K] extends Shape<infer T> ? T : never;
};

/** Members that have to be there, and members that may be; any other is refused by its name. */
export function structure<R extends Shapes, O extends Shapes>(
  title: string,
  required: R,
  optional: O,
): Shape<Values<R> & Partial<Values<O>>> {
  const shapes: Shapes = { ...required, ...optional };
  return {
    read(value, { path, faults }) {
      const members = structureOf(value);
      const read: Record<string, unknown> = {};
      for (const [name, member] of Object.entries(members)) {
        if (member === null) continue;
        const shape = Object.hasOwn(shapes, name) ? shapes[name] : undefined;
        if (shape === undefined) throw refused(title, name);
        read[name] = shape.read(member, { path: pathTo(path, name), of: title, faults });
      }
      for (const name of Object.keys(required))
        if (read[name] === undefined)
          faults.push(
            `Value null at '${pathTo(path, name)}' failed to satisfy constraint: Member must not be null`,
          );
      return read as Values<R> & Partial<Values<O>>;
    },
  };
}

/** Read a whole request, and refuse it with all that is wrong with it. */
export function readRequest<T>(shape: Shape<T>, value: unknown, title: string): T {
  const faults: string[] = [];
  const read = shape.read(value, { path: "", of: title, faults });
  if (faults.length === 0) return read;
  throw new ApiError(
    "ValidationException",
    `${faults.length} validation error${faults.length === 1 ? "" : "s"} detected: ${faults.join("; ")}`,
  );
}

function refused(title: string, member: string): ApiError {
  return new ApiError(
    "InvalidInputException",
    `The embedded Glue catalog does not support ${title} with ${member} (see docs/local.md)`,
  );
}

/** AWS's own name of a table in a request is another than the member's. */
function pathTo(path: string, member: string): string {
  const name =
    member === "TableInput" ? "table" : `${member.charAt(0).toLowerCase()}${member.slice(1)}`;
  return path === "" ? name : `${path}.${name}`;
}

function structureOf(value: unknown): Readonly<Record<string, unknown>> {
  if (Array.isArray(value))
    throw new ApiError("SerializationException", "Start of list found where not expected");
  if (typeof value !== "object" || value === null)
    throw new ApiError("SerializationException", "Expected null");
  return value as Readonly<Record<string, unknown>>;
}

function checkSize(
  size: number,
  { min, max }: Bounds,
  what: "length" | "value",
  at: Reading,
  shown?: string,
): void {
  if (min !== undefined && size < min)
    fault(at, shown, `Member must have ${what} greater than or equal to ${min}`);
  if (max !== undefined && size > max)
    fault(at, shown, `Member must have ${what} less than or equal to ${max}`);
}

const SHOWN = 200;

function fault(at: Reading, shown: string | undefined, rule: string): void {
  const value = shown === undefined ? "" : `'${shown.slice(0, SHOWN)}' `;
  at.faults.push(`Value ${value}at '${at.path}' failed to satisfy constraint: ${rule}`);
}

function patternText(holds: "line" | "lines"): string {
  return `[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF${holds === "lines" ? "\\r\\n" : ""}\\t]*`;
}

const JSON_NAMES: Readonly<Record<string, string>> = {
  string: "STRING_VALUE",
  number: "NUMBER_VALUE",
  boolean: "BOOLEAN_VALUE",
};

function unconvertible(value: unknown, target: string): ApiError {
  if (typeof value !== "object")
    return new ApiError(
      "SerializationException",
      `${JSON_NAMES[typeof value] ?? "VALUE"} can not be converted to ${target}`,
    );
  const what = Array.isArray(value) ? "list" : "structure or map";
  return new ApiError("SerializationException", `Start of ${what} found where not expected.`);
}

/** What a shape reads. */
export type ShapeOf<S> = S extends Shape<infer T> ? T : never;
