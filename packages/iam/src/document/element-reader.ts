import { didYouMean } from "@cloudapi/core/internal";
import type { PolicyIssue } from "./policy.ts";

export type Path = readonly (string | number)[];
export type Fields = Readonly<Record<string, unknown>>;

const MAX_ISSUES = 100;

/** Reads elements of a document and keeps what is wrong with them. */
export class ElementReader {
  readonly issues: PolicyIssue[] = [];

  fault(code: PolicyIssue["code"], path: Path, message: string): void {
    if (this.issues.length < MAX_ISSUES) this.issues.push({ code, path, message });
  }

  /** The fields of an object; `undefined`, and an issue, for anything else. */
  fields(value: unknown, path: Path, what: string): Fields | undefined {
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return value as Fields;
    this.fault("invalid_type", path, `${what} must be an object, not ${nameOf(value)}.`);
    return undefined;
  }

  /** Tell every field that there is no such element of. */
  strangers(fields: Fields, known: readonly string[], path: Path): void {
    for (const name of Object.keys(fields)) {
      if (known.includes(name)) continue;
      const near = didYouMean(name.slice(0, 100), known);
      const hint = near === undefined ? "" : ` Did you mean ${near}?`;
      this.fault(
        "unknown_element",
        [...path, name],
        `There is no element "${name.slice(0, 100)}" here; there are ${known.join(", ")}.${hint}`,
      );
    }
  }

  /** A text, or a list of texts, as the list. */
  texts(value: unknown, path: Path): string[] {
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (list.length === 0)
      this.fault("invalid_value", path, "The list is empty; name at least one, or leave it out.");
    return list.flatMap((item, index) => {
      if (typeof item === "string") return [item];
      const at = Array.isArray(value) ? [...path, index] : path;
      this.fault("invalid_type", at, `A text is expected here, not ${nameOf(item)}.`);
      return [];
    });
  }

  /** One of two elements that exclude each other. */
  either(fields: Fields, name: string, path: Path): { not: boolean; value: unknown } | undefined {
    const [plain, negated] = [fields[name], fields[`Not${name}`]];
    if (plain !== undefined && negated !== undefined) {
      this.fault(
        "conflicting_elements",
        [...path, `Not${name}`],
        `A statement has ${name} or Not${name}, not both. Write two statements.`,
      );
      return undefined;
    }
    if (plain !== undefined) return { not: false, value: plain };
    return negated === undefined ? undefined : { not: true, value: negated };
  }
}

/** What a value is, in words. */
export function nameOf(value: unknown): string {
  if (value === null) return "null";
  if (value === undefined) return "nothing";
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}
