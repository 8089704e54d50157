import type { Refusal } from "./convert-value.ts";

/** Stands for a JSON value in a record: its text as it was in the source, for a column of `json()`. */
export class JsonText {
  readonly text: string;

  /** @param text JSON text that has been parsed, or is part of such */
  constructor(text: string) {
    this.text = text;
  }

  /** Its value, where JSON is made of what it stands in. */
  toJSON(): unknown {
    return JSON.parse(this.text) as unknown;
  }

  toString(): string {
    return this.text;
  }
}

/** Why a text is no JSON text of at most `maxBytes` bytes; `undefined` when it is one. */
export function jsonTextFault(text: string, maxBytes: number): Refusal | undefined {
  const size = jsonSizeFault(text, maxBytes);
  if (size !== undefined) return size;
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    return { code: "invalid_format", expected: "JSON text" };
  }
}

/** Why a text is too large; a UTF-16 unit has one to three bytes in UTF-8. */
export function jsonSizeFault(text: string, maxBytes: number): Refusal | undefined {
  const isSmall = text.length * 3 <= maxBytes;
  if (isSmall || (text.length <= maxBytes && Buffer.byteLength(text) <= maxBytes)) return undefined;
  return { code: "too_big", expected: `JSON text of at most ${maxBytes} bytes` };
}
