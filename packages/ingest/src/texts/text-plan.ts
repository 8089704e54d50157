import type { Column, Dataset } from "@cloudapi/core";
import { type FlatKind, type FlatPlan, valuePlan } from "@cloudapi/records/internal";
import type { SqlColumn } from "../sql/sql-column.ts";
import type { TextForm } from "../sql/sql-type.ts";
import { isTimed } from "./taken-rows.ts";

/** How columns of texts become fields of a dataset. */
export interface TextPlan {
  readonly flat: FlatPlan;
  /** The place of each field's column among those that are read; -1 where there is none. */
  readonly places: readonly number[];
  readonly columns: readonly SqlColumn[];
}

/**
 * The plan for columns that are read, where `fieldOf` says which field of the dataset each of them is; `undefined` where rows have to be
 * objects.
 */
export function textPlan(
  dataset: Dataset,
  columns: readonly SqlColumn[],
  fieldOf: (column: string) => string | undefined,
): TextPlan | undefined {
  const names = columns.map(({ name }) => fieldOf(name));
  const flat = valuePlan(dataset, ({ name, type }) => {
    const column = columns[names.indexOf(name)];
    return column === undefined ? "other" : kindOf(formOf(column), type);
  });
  if (flat === undefined || !isTimed(flat)) return undefined;
  const places = flat.fields.map(({ checker }) => names.indexOf(checker.name));
  const isWhole = flat.fields.every(({ mayLack }, i) => mayLack || places[i] !== -1);
  return isWhole ? { flat, places, columns } : undefined;
}

function formOf({ type }: SqlColumn): TextForm | undefined {
  const isText = type.decode === undefined && type.isBytes !== true;
  return type.form ?? (isText ? "text" : undefined);
}

/** How values of a form are held for a column's type; `other` for what has to be converted one by one. */
function kindOf(form: TextForm | undefined, type: Column["type"]): FlatKind {
  switch (type.kind) {
    case "string":
      return form === "text" || form === "instant" ? "text" : "other";
    case "int32":
    case "double":
    case "float":
      return form === "number" ? "number" : "other";
    case "int64":
      return form === "integer" ? "integer" : "other";
    case "decimal":
      return form === "text" && type.precision <= MOST_DIGITS ? "decimal" : "other";
    case "boolean":
      return form === "boolean" ? "boolean" : "other";
    case "date":
      return form === "text" ? "date" : "other";
    case "timestamp":
      return form === "instant" ? "instant" : "other";
    default:
      return "other";
  }
}

/** Digits that an integer of 64 bits has room for. */
const MOST_DIGITS = 18;
