import type { Column, Dataset } from "@cloudapi/core";
import { type FlatKind, type FlatPlan, valuePlan } from "@cloudapi/records/internal";
import type { RowPlan } from "../../rows/canonical-rows.ts";
import { isTimed } from "../../texts/taken-rows.ts";
import type { MongoColumn, MongoTable } from "../mongo-column.ts";

/** How documents become rows of a dataset. */
export interface DocumentPlan {
  readonly flat: FlatPlan;
  /** The documents' fields that are looked for. */
  readonly columns: readonly MongoColumn[];
  /** The place of each of the dataset's fields among them; -1 where there is none. */
  readonly places: readonly number[];
}

/** The plan for a collection; `undefined` where rows have to be objects. */
export function documentPlan(
  { columns: all }: MongoTable,
  dataset: Dataset,
  { names }: Pick<RowPlan, "names">,
): DocumentPlan | undefined {
  const columns = all.filter(({ name }) => names.has(name));
  const targets = columns.map(({ name }) => names.get(name));
  const flat = valuePlan(dataset, ({ name, type }) => {
    const column = columns[targets.indexOf(name)];
    return column === undefined ? "other" : kindOf(column.shape.kind, type);
  });
  if (flat === undefined || !isTimed(flat)) return undefined;
  const places = flat.fields.map(({ checker }) => targets.indexOf(checker.name));
  const isWhole = flat.fields.every(({ mayLack }, i) => mayLack || places[i] !== -1);
  return isWhole ? { flat, columns, places } : undefined;
}

/** How values of a shape are held for a column's type; `other` for what has to be converted one by one. */
function kindOf(shape: MongoColumn["shape"]["kind"], { kind }: Column["type"]): FlatKind {
  switch (kind) {
    case "string":
      return shape === "string" || shape === "objectId" || shape === "uuid" ? "text" : "other";
    case "int32":
    case "double":
    case "float":
      return shape === "int32" || shape === "double" ? "number" : "other";
    case "int64":
      return shape === "int64" ? "integer" : "other";
    case "boolean":
      return shape === "boolean" ? "boolean" : "other";
    case "timestamp":
      return shape === "time" ? "instant" : "other";
    default:
      return "other";
  }
}
