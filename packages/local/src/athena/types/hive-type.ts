import type { RowField, SqlType } from "@cloudapi/athena/internal/analysis";
import { formatType } from "@cloudapi/athena/internal/analysis";

const SIMPLE: Record<string, SqlType> = {
  boolean: { kind: "boolean" },
  tinyint: { kind: "tinyint" },
  smallint: { kind: "smallint" },
  int: { kind: "integer" },
  integer: { kind: "integer" },
  bigint: { kind: "bigint" },
  float: { kind: "real" },
  double: { kind: "double" },
  string: { kind: "varchar", length: undefined },
  binary: { kind: "varbinary" },
  date: { kind: "date" },
  timestamp: { kind: "timestamp", precision: 3 },
};

/** A column's type in the catalog (`int`, `decimal(10,2)`, `array<string>`) as Athena SQL sees it; `undefined` when there is no such type. */
export function parseHiveType(text: string): SqlType | undefined {
  const state = { text: text.trim().toLowerCase(), at: 0 };
  const type = readType(state);
  return state.at === state.text.length ? type : undefined;
}

interface State {
  readonly text: string;
  at: number;
}

function take(state: State, rule: RegExp): string | undefined {
  rule.lastIndex = state.at;
  const match = rule.exec(state.text);
  if (match === null) return undefined;
  state.at += match[0].length;
  return match[1] ?? match[0];
}

function readType(state: State): SqlType | undefined {
  const name = take(state, /\s*([a-z]+)/y);
  const simple = SIMPLE[name ?? ""];
  if (simple !== undefined) return simple;
  if (name === "decimal") return decimal(state);
  if (name === "varchar" || name === "char") return text(state, name);
  if (take(state, /\s*</y) === undefined) return undefined;
  const type = nested(state, name);
  return take(state, /\s*>/y) === undefined ? undefined : type;
}

function decimal(state: State): SqlType | undefined {
  const size = take(state, /\s*\(\s*(\d+\s*(?:,\s*\d+\s*)?)\)/y);
  const [precision = 10, scale = 0] = size === undefined ? [] : size.split(",").map(Number);
  const right = precision >= 1 && precision <= 38 && scale <= precision;
  return right ? { kind: "decimal", precision, scale } : undefined;
}

function text(state: State, kind: "varchar" | "char"): SqlType | undefined {
  const length = take(state, /\s*\(\s*(\d+)\s*\)/y);
  return length === undefined ? undefined : { kind, length: Number(length) };
}

function nested(state: State, name: string | undefined): SqlType | undefined {
  if (name === "array") {
    const element = readType(state);
    return element && { kind: "array", element };
  }
  if (name === "map") {
    const key = readType(state);
    const comma = take(state, /\s*,/y);
    const value = readType(state);
    return key && comma && value ? { kind: "map", key, value } : undefined;
  }
  return name === "struct" ? struct(state) : undefined;
}

function struct(state: State): SqlType | undefined {
  const fields: RowField[] = [];
  do {
    const name = take(state, /\s*([^\s:<>,`]+)\s*:/y);
    const type = readType(state);
    if (name === undefined || type === undefined) return undefined;
    fields.push({ name, type });
  } while (take(state, /\s*,/y) !== undefined);
  return { kind: "row", fields };
}

const HIVE_NAMES: Partial<Record<SqlType["kind"], string>> = {
  integer: "int",
  real: "float",
  varbinary: "binary",
  timestamp: "timestamp",
};

/** A type in Hive's words, as DESCRIBE and the catalog show it. */
export function formatHiveType(type: SqlType): string {
  switch (type.kind) {
    case "varchar":
      return type.length === undefined ? "string" : `varchar(${type.length})`;
    case "array":
      return `array<${formatHiveType(type.element)}>`;
    case "map":
      return `map<${formatHiveType(type.key)},${formatHiveType(type.value)}>`;
    case "row":
      return `struct<${type.fields.map((field, i) => `${field.name ?? `field${i}`}:${formatHiveType(field.type)}`).join(",")}>`;
    default:
      return HIVE_NAMES[type.kind] ?? formatType(type);
  }
}
