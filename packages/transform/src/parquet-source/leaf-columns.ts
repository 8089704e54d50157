import type { RowGroup, SchemaTree } from "hyparquet";
import { checkAnnotations } from "./annotations.ts";
import type { LeafColumn } from "./pages/check-page.ts";

/** The columns of a file that hold values, by the names on the way to them, in the schema's order. */
export function leafColumns(schema: SchemaTree): ReadonlyMap<string, LeafColumn> {
  const leaves = new Map<string, LeafColumn>();
  for (const child of schema.children) addLeaves(leaves, child, { repetition: 0, definition: 0 });
  return leaves;
}

interface Levels {
  readonly repetition: number;
  readonly definition: number;
}

function addLeaves(leaves: Map<string, LeafColumn>, tree: SchemaTree, above: Levels): void {
  const { repetition_type: kind, type, type_length: typeLength = 0 } = tree.element;
  const repetition = above.repetition + (kind === "REPEATED" ? 1 : 0);
  const definition = above.definition + (kind === "REQUIRED" || kind === undefined ? 0 : 1);
  checkedAnnotations(tree);
  for (const child of tree.children) addLeaves(leaves, child, { repetition, definition });
  if (tree.children.length > 0) return;
  if (type === undefined) throw new Error(`the column ${tree.path.join(".")} has no type`);
  const name = leafName(tree.path);
  if (leaves.has(name)) throw new Error(`two columns are called ${tree.path.join(".")}`);
  leaves.set(name, { type, typeLength, mostRepetition: repetition, mostDefinition: definition });
}

function checkedAnnotations({ element, path }: SchemaTree): void {
  try {
    checkAnnotations(element);
  } catch (error) {
    throw new RangeError(`the column ${path.join(".")} is ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** One text for a path, whichever letters its names have. */
export function leafName(path: readonly string[]): string {
  return JSON.stringify(path);
}

/** A row group has the schema's columns, in its order and with its types. */
export function checkColumns({ columns }: RowGroup, leaves: ReadonlyMap<string, LeafColumn>): void {
  const names = [...leaves.keys()];
  const isSame =
    columns.length === names.length &&
    columns.every(({ meta_data: found }, at) => {
      if (found === undefined) return false;
      const name = leafName(found.path_in_schema);
      return name === names[at] && found.type === leaves.get(name)?.type;
    });
  if (!isSame) throw new Error("a row group has other columns than the schema");
}
