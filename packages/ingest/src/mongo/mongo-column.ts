import { MIXED, type SourceColumn, type SourceTable } from "../source/source-table.ts";
import type { Observation } from "./observation.ts";
import { describeKinds, propose } from "./propose.ts";
import { schemaOfShape } from "./schema-of-shape.ts";
import type { Shape } from "./shape.ts";

/** A field of a collection's documents, and what it becomes. */
export interface MongoColumn extends SourceColumn {
  readonly shape: Shape;
}

/** A collection or view, as a sample of it says. */
export interface MongoTable extends SourceTable {
  readonly columns: readonly MongoColumn[];
  /** A view or a time series, which has no index on `_id` to read along. */
  readonly isView: boolean;
  /** Whether texts are compared by the rules of a language unless a query says otherwise. */
  readonly hasCollation: boolean;
  /** Why no sample could be taken: reading it fails for the same reason. */
  readonly failure?: Error;
}

/** So many sentences about one column are written out. */
const MOST_NOTES = 8;

/** The column for what was seen of a field in so many documents. */
export function mongoColumn(name: string, seen: Observation, documents: number): MongoColumn {
  const { shape, verdict, notes } = propose(seen, documents);
  return {
    name,
    nativeType: describeKinds(seen),
    orderType: orderTypeOf(shape),
    // A document may have any fields: what a sample has is no promise, but for the identifier.
    nullable: name !== "_id",
    verdict,
    how: sentence(notes),
    ...schemaOfShape(shape),
    shape,
  };
}

const NUMBERS: ReadonlySet<Shape["kind"]> = new Set<Shape["kind"]>([
  "int32",
  "int64",
  "double",
  "decimal",
  "number-text",
]);

/** Numbers of all types are in one order. */
function orderTypeOf({ kind }: Shape): string {
  if (kind === "json") return MIXED;
  return NUMBERS.has(kind) ? "number" : kind;
}

function sentence(notes: readonly string[]): string {
  if (notes.length === 0) return "every value arrives as it is";
  const more = notes.length - MOST_NOTES;
  return [
    ...notes.slice(0, MOST_NOTES),
    ...(more > 0 ? [`and ${more} more of the kind`] : []),
  ].join("; ");
}
