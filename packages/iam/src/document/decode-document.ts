import { duplicateKeys } from "./duplicate-keys.ts";
import type { PolicyIssue } from "./policy.ts";

/** More than any policy of AWS may have, managed ones of AWS included. */
const MAX_CHARACTERS = 1024 * 1024;
const MAX_ISSUES = 100;
const BYTE_ORDER_MARK = "\uFEFF";

/** What a document turned out to be: a value, or why it is none. */
export interface DecodedDocument {
  readonly value: unknown;
  readonly issues: readonly PolicyIssue[];
}

/**
 * The value of a policy document: an object as it is, JSON text parsed. IAM hands documents out percent-encoded, which is
 * undone; a byte order mark is passed over.
 */
export function decodeDocument(document: unknown): DecodedDocument {
  if (typeof document !== "string") return { value: document, issues: [] };
  if (document.length > MAX_CHARACTERS) {
    return fault(
      "too_large",
      `The document has ${document.length} characters; at most ${MAX_CHARACTERS} are read, and AWS takes far fewer.`,
    );
  }
  const text = withoutMark(withoutPercents(withoutMark(document)));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 200) : String(error);
    return fault("invalid_json", `The document is not JSON: ${reason}`);
  }
  const issues = duplicateKeys(text, MAX_ISSUES).map((path) => ({
    code: "duplicate_key" as const,
    path,
    message: `"${String(path.at(-1)).slice(0, 100)}" is there twice; an element may be there once only. Merge the two.`,
  }));
  return { value, issues };
}

function withoutMark(text: string): string {
  return (text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text).trim();
}

/** JSON never begins with a percent sign, and an encoded document always does. */
function withoutPercents(text: string): string {
  if (!text.startsWith("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function fault(code: PolicyIssue["code"], message: string): DecodedDocument {
  return { value: undefined, issues: [{ code, path: [], message }] };
}
