import {
  formatType,
  GRAMMAR,
  isNumeric,
  openCursor,
  parseType,
  type SqlType,
} from "@cloudapi/athena/internal/analysis";
import { fetchTrino } from "../../../../scripts/lib/fetch-trino.ts";
import { doubleText, realText } from "../../src/athena/types/text/number-text.ts";

/** What a statement gives: columns and rows as Athena writes them, or the name of an error. */
export type Answer =
  | {
      readonly types: readonly string[];
      readonly names: readonly string[];
      readonly rows: readonly (readonly (string | null)[])[];
    }
  | { readonly error: string };

interface Page {
  readonly nextUri?: string;
  readonly columns?: readonly { readonly name: string; readonly type: string }[];
  readonly data?: readonly (readonly unknown[])[];
  readonly error?: { readonly errorName: string };
}

/** Ask a Trino server over its own protocol. */
export async function askTrino(endpoint: string, sql: string, catalog = "memory"): Promise<Answer> {
  const headers = {
    "X-Trino-User": "test",
    "X-Trino-Catalog": catalog,
    "X-Trino-Schema": "default",
    "X-Trino-Time-Zone": "UTC",
    "X-Trino-Client-Capabilities": "PARAMETRIC_DATETIME",
  };
  let page = await fetchPage(`${endpoint}/v1/statement`, { method: "POST", headers, body: sql });
  let columns: NonNullable<Page["columns"]> = [];
  const rows: (readonly unknown[])[] = [];
  for (;;) {
    if (page.error !== undefined) return { error: page.error.errorName };
    columns = page.columns ?? columns;
    rows.push(...(page.data ?? []));
    if (page.nextUri === undefined) break;
    page = await fetchPage(page.nextUri, { headers });
  }
  const types = columns.map((column) => typeOf(column.type));
  return {
    types: types.map((type, i) => {
      const written = columns[i]?.type ?? "";
      return type.kind === "unknown" || /\bunknown\b/.test(written) ? written : formatType(type);
    }),
    names: columns.map((column) => column.name),
    rows: rows.map((row) => row.map((value, i) => textOf(value, types[i] ?? { kind: "unknown" }))),
  };
}

/**
 * A type that the embedded engine doesn't have stays as Trino writes it. All values of the type unknown are null, as
 * which type ever they are read.
 */
function typeOf(text: string): SqlType {
  if (text === "unknown") return { kind: "unknown" };
  try {
    return parseType(openCursor(text.replaceAll(/\bunknown\b/g, "boolean"), GRAMMAR));
  } catch {
    return { kind: "unknown" };
  }
}

async function fetchPage(url: string, init: RequestInit): Promise<Page> {
  return JSON.parse(await fetchTrino(url, init), exactInteger) as Page;
}

/** What a number can't hold stays the text it was. */
function exactInteger(
  _key: string,
  value: unknown,
  context?: { readonly source?: string },
): unknown {
  const source = context?.source ?? "";
  const isRounded =
    typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(source);
  return isRounded ? source : value;
}

/** A value of Trino's JSON as Athena writes it in results. */
function textOf(value: unknown, type: SqlType): string | null {
  if (value === null || value === undefined) return null;
  const inner = (each: unknown, of: SqlType) => textOf(each, of) ?? "null";
  switch (type.kind) {
    case "double":
      return typeof value === "number" ? doubleText(value) : String(value as string);
    case "real":
      return typeof value === "number" ? realText(Math.fround(value)) : String(value as string);
    case "varbinary":
      return [...Buffer.from(value as string, "base64")]
        .map((byte) => byte.toString(16).padStart(2, "0"))
        .join(" ");
    case "array":
      return `[${(value as unknown[]).map((item) => inner(item, type.element)).join(", ")}]`;
    case "map": {
      const isNumber = isNumeric(type.key);
      return `{${Object.entries(value)
        .sort(([a], [b]) => (isNumber ? Number(a) - Number(b) : a < b ? -1 : 1))
        .map(([key, item]) => `${key}=${inner(item, type.value)}`)
        .join(", ")}}`;
    }
    case "row":
      return `{${type.fields
        .map((field, i) => {
          const text = inner((value as unknown[])[i], field.type);
          return field.name === undefined ? text : `${field.name}=${text}`;
        })
        .join(", ")}}`;
    default:
      return String(value as string | number | boolean);
  }
}
