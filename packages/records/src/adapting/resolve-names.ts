import type { Column, Dataset } from "@cloudapi/core";

/** What a name in a header stands for. */
export interface ResolvedName {
  /** The name as the contract has it: the column's own, or one of its aliases. */
  readonly name: string;
  readonly column: Column;
}

/** The columns by every name that they have in sources. */
export function columnsByName({ columns, alias }: Dataset): ReadonlyMap<string, Column> {
  return new Map(
    columns.flatMap((column) =>
      [column.name, ...(alias[column.name] ?? [])].map((name) => [name, column] as const),
    ),
  );
}

/**
 * Tells what a name in a header stands for; `undefined` for one that the contract does not know.
 *
 * Where case is ignored, a name that is there exactly comes first, and one that could be two columns is neither.
 */
export function resolverOfNames(
  dataset: Dataset,
  { caseInsensitive = false }: { readonly caseInsensitive?: boolean | undefined } = {},
): (name: string) => ResolvedName | undefined {
  const exact = columnsByName(dataset);
  const folded = caseInsensitive ? foldNames(exact) : undefined;
  return (name) => {
    const known = exact.has(name) ? name : folded?.get(name.toLowerCase());
    const column = known === undefined ? undefined : exact.get(known);
    return known !== undefined && column !== undefined ? { name: known, column } : undefined;
  };
}

/** Names in lower case, by which a column is found; none where there are two columns. */
function foldNames(exact: ReadonlyMap<string, Column>): ReadonlyMap<string, string | undefined> {
  const folded = new Map<string, string | undefined>();
  for (const [name, column] of exact) {
    const key = name.toLowerCase();
    const other = folded.get(key);
    if (!folded.has(key)) folded.set(key, name);
    else if (other !== undefined && exact.get(other) !== column) folded.set(key, undefined);
  }
  return folded;
}
