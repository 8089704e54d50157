import type { DataType } from "@cloudapi/core";
import type { FieldShape } from "@cloudapi/core/internal";

/** A name as Athena compares it. */
export function lowerName({ name }: { readonly name: string }): string {
  return name.toLowerCase();
}

/**
 * What columns had that these have no longer: columns that are gone, and columns with fields inside
 * that are gone. Files still hold them.
 */
export function formerFields(
  now: readonly FieldShape[],
  known: readonly FieldShape[],
  former: readonly FieldShape[],
): readonly FieldShape[] {
  const ever = withFormerFields(withFormerFields(now, known), former);
  const types = new Map(now.map((column) => [lowerName(column), column.type]));
  return ever.filter((column) => types.get(lowerName(column)) !== column.type);
}

/** Fields as files may hold them: with those, and the fields inside, that they had formerly and that are wanted again. */
export function withFormerFields<F extends FieldShape>(
  fields: readonly F[],
  former: readonly F[],
  wanted?: readonly FieldShape[],
): readonly F[] {
  const find = (all: readonly FieldShape[], name: string) =>
    all.find((each) => lowerName(each) === name);
  const kept = fields.map((field) => {
    const old = find(former, lowerName(field));
    if (old === undefined) return field;
    const again = wanted && find(wanted, lowerName(field))?.type;
    const type =
      wanted && again === undefined ? field.type : withFormer(field.type, old.type, again);
    return type === field.type ? field : { ...field, type };
  });
  const gone = former.filter((field) => {
    const isWanted = wanted === undefined || find(wanted, lowerName(field)) !== undefined;
    return isWanted && find(fields, lowerName(field)) === undefined;
  });
  const isSame = gone.length === 0 && kept.every((field, i) => field === fields[i]);
  return isSame ? fields : [...kept, ...gone.map((field) => ({ ...field, nullable: true }))];
}

/** A type with the fields inside that a former one had: all of them, or those that a type that is wanted has. */
function withFormer(type: DataType, former: DataType, wanted?: DataType): DataType {
  if (wanted !== undefined && wanted.kind !== type.kind) return type;
  if (type.kind === "struct" && former.kind === "struct") {
    const again = wanted?.kind === "struct" ? wanted.fields : undefined;
    const fields = withFormerFields(type.fields, former.fields, again);
    return fields === type.fields ? type : { ...type, fields };
  }
  if (type.kind === "list" && former.kind === "list") {
    const again = wanted?.kind === "list" ? wanted.element : undefined;
    const element = withFormer(type.element, former.element, again);
    return element === type.element ? type : { ...type, element };
  }
  if (type.kind === "map" && former.kind === "map") {
    const again = wanted?.kind === "map" ? wanted.value : undefined;
    const value = withFormer(type.value, former.value, again);
    return value === type.value ? type : { ...type, value };
  }
  return type;
}
