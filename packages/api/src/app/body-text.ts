import { createHash } from "node:crypto";

/** JSON as it is sent, and its tag. */
export interface BodyText {
  readonly text: string;
  readonly etag: string;
}

/** Writes JSON; a constant is written once. */
export type BodyTexts = (json: unknown, isConstant: boolean) => BodyText;

/** A writer that knows the constants for as long as somebody holds them. */
export function bodyTexts(): BodyTexts {
  const known = new WeakMap<object, BodyText>();
  return (json, isConstant) => {
    if (!isConstant || typeof json !== "object" || json === null) return bodyText(json);
    const body = known.get(json) ?? bodyText(json);
    known.set(json, body);
    return body;
  };
}

function bodyText(json: unknown): BodyText {
  const text = JSON.stringify(json);
  const hash = createHash("sha256").update(text).digest("base64url");
  return { text, etag: `"${hash.slice(0, 27)}"` };
}
