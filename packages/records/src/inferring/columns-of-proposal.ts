import type { TimestampFormat } from "../adapting/timestamps/timestamp-format.ts";
import type { ProposedField, ProposedType, ProposedValue } from "./proposal.ts";

/** What is proposed for one field, and what it was seen to be. */
export interface InferredColumn {
  /** Such as `items[].price`. */
  readonly path: string;
  /** A type of columns, such as `int32`; `struct`, `list` and `map` have what is in them beside them. */
  readonly type: string;
  readonly nullable: boolean;
  /** Its name in the source, where that can't be a column's. */
  readonly alias?: string;
  /** Sentences, such as `null in 1,580 of 1,707`. */
  readonly findings: readonly string[];
}

/** The fields of a proposal, each with those inside it behind it. */
export function columnsOfProposal(
  fields: readonly ProposedField[],
  prefix = "",
): readonly InferredColumn[] {
  return fields.flatMap((field) => {
    const path = prefix + field.name;
    const { alias, findings } = field;
    const column = {
      path,
      type: typeName(field.type),
      nullable: isNullable(field),
      ...(alias !== undefined && { alias }),
      findings,
    };
    return [Object.freeze(column), ...insideOf(field.type, path)];
  });
}

/** The other names of fields by path, where there are any. */
export function aliasesOf(fields: readonly ProposedField[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    columnsOfProposal(fields).flatMap(({ path, alias }) =>
      alias === undefined ? [] : [[path, alias] as const],
    ),
  );
}

/** The formats of times by path, where a contract does not expect them anyway. */
export function timestampsOf(
  fields: readonly ProposedField[],
  prefix = "",
): Readonly<Record<string, TimestampFormat>> {
  return Object.fromEntries(
    fields.flatMap(({ name, type }) => Object.entries(formatsIn(type, prefix + name))),
  );
}

function formatsIn(type: ProposedType, path: string): Readonly<Record<string, TimestampFormat>> {
  if (type.kind === "struct") return timestampsOf(type.fields, `${path}.`);
  if (type.kind === "list") return formatsIn(type.element.type, `${path}[]`);
  const isTime = type.kind === "timestamp" || type.kind === "date";
  return isTime && type.format !== undefined ? { [path]: type.format } : {};
}

function isNullable({ hasNull, isAbsent }: ProposedValue): boolean {
  return hasNull || isAbsent;
}

function insideOf(type: ProposedType, path: string): readonly InferredColumn[] {
  if (type.kind === "struct") return columnsOfProposal(type.fields, `${path}.`);
  if (type.kind !== "list" && type.kind !== "map") return [];
  const [value, inside] =
    type.kind === "list" ? [type.element, `${path}[]`] : [type.value, `${path}{}`];
  if (value.type.kind === "struct") return columnsOfProposal(value.type.fields, `${inside}.`);
  const column = {
    path: inside,
    type: typeName(value.type),
    nullable: isNullable(value),
    findings: value.findings,
  };
  return [Object.freeze(column), ...insideOf(value.type, inside)];
}

function typeName(type: ProposedType): string {
  if (type.kind === "decimal") return `decimal(${type.precision},${type.scale})`;
  return type.kind === "int" ? "int64" : type.kind;
}
