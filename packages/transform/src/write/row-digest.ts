import { createHash } from "node:crypto";

/** What tells the same rows again, whatever files they come to: by their values, however columns without any are called. */
export class RowDigest {
  readonly #hash = createHash("sha256");

  add(row: Readonly<Record<string, unknown>>): void {
    this.#hash.update(`${textOf(row)}\n`);
  }

  /** Of the rows so far; more may come. */
  soFar(): string {
    return this.#hash.copy().digest("hex");
  }

  version(): string {
    return `rows-sha256:${this.#hash.digest("hex")}`;
  }
}

/** A value as JSON has it, with the names of an object in order and without those that have no value. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(textOf).join(",")}]`;
  if (value instanceof Map) return `{${entries([...(value as Map<unknown, unknown>)])}}`;
  if (typeof value === "object" && value !== null) return `{${entries(Object.entries(value))}}`;
  // A column may become wider, and its numbers bigints.
  if (typeof value === "bigint" || typeof value === "number") return String(value);
  return JSON.stringify(value) ?? "null";
}

function entries(pairs: readonly (readonly [unknown, unknown])[]): string {
  return pairs
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([key, value]) => `${JSON.stringify(String(key))}:${textOf(value)}`)
    .sort()
    .join(",");
}
