import type { StructField } from "@cloudapi/core";
import type { IcebergField } from "../metadata/iceberg-schema.ts";

/** The fields of one struct, as they were and as they are to be. */
export interface FieldsOfLevel {
  readonly before: readonly IcebergField[];
  readonly after: readonly StructField[];
  /** What the paths of its fields begin with. */
  readonly pathBefore: string;
  readonly pathAfter: string;
}

/** Renames, and what is found of them. */
export interface Renaming {
  /** The earlier path by the new one. */
  readonly renames: Readonly<Record<string, string>>;
  /** The new paths that were met. */
  readonly metRenames: Set<string>;
  readonly issues: string[];
}

/**
 * The fields that the new ones were, in their order; `undefined` for those that are new. A field that has its new name already, as after
 * an answer that was lost or when the same program runs again, is that one.
 */
export function earlierFields(
  level: FieldsOfLevel,
  renaming: Renaming,
): (IcebergField | undefined)[] {
  const { before, after, pathAfter } = level;
  const renamed = after.map(({ name }) => renamedField(level, name, renaming));
  const taken = new Set<IcebergField>();
  for (const [i, field] of renamed.entries()) {
    if (field === undefined) continue;
    if (taken.has(field))
      renaming.issues.push(
        `${pathAfter}${after[i]?.name} and another column are both to be what ${field.name} was`,
      );
    taken.add(field);
  }
  return after.map(({ name }, i) => {
    if (isRenamed(renaming, pathAfter + name)) return renamed[i];
    return before.find((field) => field.name === name && !taken.has(field));
  });
}

function renamedField(
  { before, after, pathBefore, pathAfter }: FieldsOfLevel,
  name: string,
  renaming: Renaming,
): IcebergField | undefined {
  const path = pathAfter + name;
  if (!isRenamed(renaming, path)) return undefined;
  const earlier = renaming.renames[path];
  renaming.metRenames.add(path);
  const source = before.find((field) => pathBefore + field.name === earlier);
  const target = before.find((field) => field.name === name);
  // Both are there when the earlier name was given to a new column at once: then it is done.
  const isReused = after.some(
    (field) => field.name === source?.name && !isRenamed(renaming, pathAfter + field.name),
  );
  const found = isReused ? (target ?? source) : (source ?? target);
  if (found === undefined)
    renaming.issues.push(`${path} was to be what ${earlier} was, and there is no such column`);
  return found;
}

function isRenamed({ renames }: Renaming, path: string): boolean {
  return Object.hasOwn(renames, path);
}
