import { didYouMean } from "../../errors/did-you-mean.ts";
import type { Column } from "../column.ts";
import type { ContractIssue } from "../contract-error.ts";
import type { SourceNamesInput } from "./alias.ts";
import { type AliasTarget, aliasTarget } from "./alias-target.ts";

/** What is wrong with the names that columns have in sources. */
export function aliasIssues(input: unknown, columns: readonly Column[]): ContractIssue[] {
  if (input === undefined) return [];
  if (typeof input !== "object" || input === null || Array.isArray(input))
    return [issue(undefined, "alias must be an object: the name in sources by column")];
  const claims = new Map<string, string>();
  return Object.entries(input as Record<string, SourceNamesInput | undefined>).flatMap(
    ([path, names]) => {
      if (names === undefined) return [];
      const target = aliasTarget(columns, path);
      if (target === undefined) return [issue(path, unknownTarget(path, columns))];
      if (!isNames(names))
        return [issue(path, "its alias must be a name in sources, or a list of such names")];
      return [names]
        .flat()
        .map((name) => nameIssue(name, path, target, claims))
        .filter((message) => message !== undefined)
        .map((message) => issue(path, message));
    },
  );
}

function issue(field: string | undefined, message: string): ContractIssue {
  return { field, message };
}

function unknownTarget(path: string, columns: readonly Column[]): string {
  const names = columns.map(({ name }) => name);
  const nearest = didYouMean(path, names);
  return nearest === undefined
    ? `alias does not name a column; columns: ${names.join(", ")}. A field inside one is named like items[].price`
    : `alias does not name a column; did you mean ${nearest}?`;
}

function isNames(names: unknown): names is SourceNamesInput {
  const all = [names].flat();
  return all.length > 0 && all.every((name) => typeof name === "string" && name !== "");
}

function nameIssue(
  name: string,
  path: string,
  { holder, field, siblings }: AliasTarget,
  claims: Map<string, string>,
): string | undefined {
  const shown = JSON.stringify(name);
  if (name === field.name) return `${shown} is its own name, which is read anyway; leave it out`;
  if (siblings.some((each) => each.name === name))
    return `its alias ${shown} is the name of another column; a record's ${shown} can't be both`;
  const inside = siblings.find((each) => name.startsWith(`${each.name}.`));
  if (inside?.type.kind === "json")
    return `its alias ${shown} leads into "${inside.name}", which is kept as JSON text; take the value out in a map`;
  const place = JSON.stringify([holder, name]);
  const other = claims.get(place);
  claims.set(place, path);
  if (other === path) return `its alias has ${shown} twice`;
  return other === undefined
    ? undefined
    : `its alias ${shown} is claimed by "${other}" as well; a value can go to one column only`;
}
