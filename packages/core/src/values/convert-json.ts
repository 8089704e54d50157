import { AS_IS, type Conversion, convertText } from "./convert-value.ts";
import { JsonText, jsonSizeFault, jsonTextFault } from "./json-text.ts";

/**
 * JSON text from the value of a `json()` column: as it stood in a JSON source, from a string that has to be JSON text
 * itself, or made from any other value.
 */
export function convertJson(value: unknown, maxBytes: number): Conversion {
  if (typeof value === "string") return fitJson(value, maxBytes);
  const text = value instanceof JsonText ? value.text : textOf(value);
  if (typeof text !== "string") return text;
  return jsonSizeFault(text, maxBytes) ?? unicodeFault(text) ?? { value: text };
}

/** Text that a check or a default gave: JSON text still. */
export function fitJson(value: unknown, maxBytes: number): Conversion {
  if (typeof value !== "string") return { code: "invalid_type", expected: "JSON text" };
  return unicodeFault(value) ?? jsonTextFault(value, maxBytes) ?? AS_IS;
}

function unicodeFault(text: string): Conversion | undefined {
  const conversion = convertText(text);
  return conversion === AS_IS ? undefined : conversion;
}

/** The JSON text of a value from code. */
function textOf(value: unknown): string | Conversion {
  let hint: string;
  try {
    const text = JSON.stringify(value, plainValue) as string | undefined;
    if (text !== undefined) return text;
    hint = `a ${typeof value} has no JSON text`;
  } catch (error) {
    hint = error instanceof Error ? (error.message.split("\n", 1)[0] ?? "") : String(error);
  }
  return { code: "invalid_type", expected: "a value that JSON can hold", hint };
}

/** What JSON has no word for is told, or written in the words that it has; it would be null or `{}` otherwise. */
function plainValue(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return rawJson(String(value));
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Set) return [...value];
  if (typeof value === "number" && !Number.isFinite(value))
    throw new TypeError(`JSON has no ${value}`);
  return value;
}

/** Text that stands in JSON as it is (ECMAScript, "JSON.parse source text access"), which every Node from 22 on has. */
function rawJson(text: string): unknown {
  return (JSON as unknown as { rawJSON: (text: string) => unknown }).rawJSON(text);
}
