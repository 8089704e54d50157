/** Expressions by the names of the columns that they become; they see the columns of the steps before. */
export type Step = Readonly<Record<string, string>>;

/** How a column of a contract is read from its kind `k`, its text `x` and whether that has half of a surrogate pair, `h`. */
export interface ColumnSql {
  readonly steps: readonly Step[];
  /** Codes of what is wrong with a value that is there, as an array of texts. */
  readonly codes: string;
  /** The value, where nothing is wrong. */
  readonly value: string;
  /** Milliseconds since 1970-01-01T00:00:00Z of a value that can be read, of dates and timestamps. */
  readonly epochMs?: string;
}

/**
 * A FROM clause of rows with the columns of all steps, each computed once: Trino's planner would put what stands in a subquery into
 * whatever refers to it, and into what that is put into, but not what is unnested.
 */
export function fromSteps(first: string, steps: readonly Step[]): string {
  const unnested = steps
    .filter((step) => Object.keys(step).length > 0)
    .map((step, i) => {
      const names = Object.keys(step).map((name) => `"${name}"`);
      return `CROSS JOIN UNNEST(ARRAY[ROW(${Object.values(step).join(", ")})]) AS "s${i}" (${names.join(", ")})`;
    });
  return [`(${first}) AS "s"`, ...unnested].join("\n");
}

/** Steps of columns side by side: all first ones, then all second ones. */
export function sideBySide(all: readonly (readonly Step[])[]): Step[] {
  const length = Math.max(0, ...all.map((steps) => steps.length));
  return Array.from(
    { length },
    (_, i) => Object.assign({}, ...all.map((steps) => steps[i])) as Step,
  );
}
