/** A statement as people write it: one value or a list, everywhere. */
export interface RawStatement {
  readonly Effect?: string;
  readonly Principal?: string | Readonly<Record<string, string | string[]>>;
  readonly NotPrincipal?: string | Readonly<Record<string, string | string[]>>;
  readonly Action?: string | string[];
  readonly NotAction?: string | string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A value that may stand alone, as the list that it stands for. */
export function asList<T>(value: T | readonly T[] | undefined): T[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? [...(value as readonly T[])] : [value as T];
}

/** Whether a statement is about an action, by `Action` or `NotAction`. */
export function matchesAction({ Action, NotAction }: RawStatement, action: string): boolean {
  if (NotAction !== undefined)
    return !asList(NotAction).some((pattern) => matchesPattern(pattern, action));
  return asList(Action).some((pattern) => matchesPattern(pattern, action));
}

/** IAM's patterns: `*` is any text, `?` any character; upper and lower case are the same. */
export function matchesPattern(pattern: string, text: string): boolean {
  const source = pattern.replaceAll(/[.*+?^${}()|[\]\\]/g, (character) =>
    character === "*" ? ".*" : character === "?" ? "." : `\\${character}`,
  );
  return new RegExp(`^${source}$`, "is").test(text);
}
