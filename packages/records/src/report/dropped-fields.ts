import { previewValue } from "./issue.ts";
import type { Problem } from "./problem.ts";

const MOST_NAMES = 1000;
const MOST_SHOWN = 10;

/** How often a field came that the contract does not know, and what it held. */
interface Dropped {
  rows: number;
  nested: number;
  readonly kind: string;
}

/**
 * Fields that the contract does not know and whose values are dropped, for a warning: of an object or a list, or of a
 * field that most records have, it is likely that somebody misses them. The others are only counted.
 *
 * @example
 * ```ts
 * import { DroppedFields } from "@cloudapi/records/internal";
 *
 * const dropped = new DroppedFields();
 * dropped.add({ user: { id: 1 } }, ["user"]);
 * console.log(dropped.warnings(1).map(({ code }) => code)); // => ["dropped_fields"]
 * ```
 */
export class DroppedFields {
  /** By their names; as many as are kept. */
  readonly fields = new Map<string, Dropped>();

  /** @param inside what fields inside others hold, by their path */
  add(record: object, names: readonly string[], inside?: ReadonlyMap<string, unknown>): void {
    for (const name of names) {
      const value = inside?.get(name) ?? (record as Readonly<Record<string, unknown>>)[name];
      let field = this.fields.get(name);
      if (field === undefined) {
        if (this.fields.size === MOST_NAMES) continue;
        field = { rows: 0, nested: 0, kind: kindOf(value) };
        this.fields.set(name, field);
      }
      field.rows++;
      if (isNested(value)) field.nested++;
    }
  }

  /** The warning, if any field deserves it. */
  warnings(rows: number): Problem[] {
    const missed = [...this.fields].filter(
      ([, field]) => field.nested > 0 || 2 * field.rows > rows,
    );
    if (missed.length === 0) return [];
    const shown = missed.slice(0, MOST_SHOWN).map((field) => describe(field, rows));
    const more = missed.length > MOST_SHOWN ? `, and ${missed.length - MOST_SHOWN} more` : "";
    const hasNested = missed.some(([, { nested }]) => nested > 0);
    const advice = `To keep a value, give the contract a column of that name${hasNested ? ", z.object(...), z.array(...) or json() for an object or list" : ""}. To reject such records instead, use z.strictObject().`;
    const message = `The contract does not know ${shown.join(", ")}${more}; what they hold was dropped. ${advice}`;
    return [{ code: "dropped_fields", message }];
  }
}

function describe([name, { rows: count, nested, kind }]: [string, Dropped], rows: number): string {
  const what = nested > 0 && nested < count ? `${kind} and others` : kind;
  const often = count === rows ? `all ${rows} records` : `${count} of ${rows} records`;
  return `${previewValue(name)} (${what}, in ${rows === 1 ? "the only record" : often})`;
}

function isNested(value: unknown): boolean {
  return typeof value === "object" && value !== null && !(value instanceof Date);
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (value === null) return "null";
  if (isNested(value)) return "an object";
  if (value instanceof Date) return "a date";
  return { string: "text", boolean: "true or false" }[typeof value as string] ?? "a number";
}
