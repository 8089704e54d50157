/** A field of a record that has a value under several names. */
export interface NameIssue {
  readonly code: "ambiguous_field";
  readonly path: readonly (string | number)[];
  readonly expected: string;
  readonly received: string;
  readonly message: string;
}

/** What is wrong with a field that has a value under each of these names. */
export function nameIssue(path: readonly (string | number)[], names: readonly string[]): NameIssue {
  const received = names.map((name) => JSON.stringify(name)).join(" and ");
  return {
    code: "ambiguous_field",
    path,
    expected: "a value under one name",
    received,
    message: `${placeOf(path)}: the record has a value under each of ${received}, so which is meant is not clear. Keep one of them.`,
  };
}

/** Columns and fields have plain names. */
function placeOf(path: readonly (string | number)[]): string {
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`))
    .join("")
    .slice(1);
}
