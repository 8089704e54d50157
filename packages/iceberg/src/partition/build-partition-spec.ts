import { checkOptionNames } from "@cloudapi/core/internal";
import type { IcebergStruct } from "../metadata/iceberg-schema.ts";
import type { PartitionField, PartitionSpec } from "../metadata/partition-spec.ts";
import { fieldOfPath } from "../schema/fields-by-id.ts";
import type { PartitionTerm } from "./partition-term.ts";
import { type ResolvedTerm, resolveTerm } from "./term-transform.ts";
import { formatTransform } from "./transform.ts";

/** The greatest id of a partition field while there is none. */
export const NO_PARTITION_ID = 999;

/** What a spec is made beside. */
export interface SpecSurroundings {
  /** Who is to be named in messages. */
  readonly caller: string;
  readonly schema: IcebergStruct;
  /** The specs that the table has. */
  readonly specs: readonly PartitionSpec[];
  /** The greatest id that the table ever gave to a partition field. */
  readonly lastPartitionId: number;
}

/**
 * The partition spec of terms. A field that an earlier spec has keeps its id and its name.
 *
 * @throws {TypeError} for a term that can't be
 */
export function buildPartitionSpec(
  terms: readonly PartitionTerm[],
  { caller, schema, specs, lastPartitionId }: SpecSurroundings,
): PartitionSpec {
  const known = specs.flatMap(({ fields }) => fields);
  const fields: PartitionField[] = [];
  let last = lastPartitionId;
  for (const term of terms) {
    checkOptionNames(caller, term, ["column", "transform", "n", "name"]);
    const resolved = resolveTerm(caller, schema, term);
    const [sourceId, transform] = [resolved.field.id, formatTransform(resolved.transform)];
    const earlier = known.find(
      (field) =>
        field["source-id"] === sourceId &&
        field.transform === transform &&
        (term.name === undefined || term.name === field.name),
    );
    const name = term.name ?? earlier?.name ?? freeName(term.column, resolved, known);
    checkField(caller, { name, sourceId, transform }, fields, schema);
    fields.push({
      "source-id": sourceId,
      "field-id": earlier?.["field-id"] ?? ++last,
      name,
      transform,
    });
  }
  const specId = Math.max(-1, ...specs.map((spec) => spec["spec-id"])) + 1;
  return { "spec-id": specId, fields };
}

/** A name that no value of an earlier spec has: engines show those of all specs side by side. */
function freeName(
  column: string,
  resolved: ResolvedTerm,
  known: readonly PartitionField[],
): string {
  const isTaken = (name: string) => known.some((field) => field.name === name);
  const name = nameOf(column, resolved);
  const { transform } = resolved;
  const longer = "n" in transform ? `${name}_${transform.n}` : name;
  let free = isTaken(name) ? longer : name;
  for (let more = 2; isTaken(free); more++) free = `${longer}_${more}`;
  return free;
}

/** The names that other writers give, too. */
function nameOf(column: string, { transform }: ResolvedTerm): string {
  switch (transform.kind) {
    case "identity":
      return column;
    case "truncate":
      return `${column}_trunc`;
    case "void":
      return `${column}_null`;
    default:
      return `${column}_${transform.kind}`;
  }
}

function checkField(
  caller: string,
  {
    name,
    sourceId,
    transform,
  }: { readonly name: string; readonly sourceId: number; readonly transform: string },
  before: readonly PartitionField[],
  schema: IcebergStruct,
): void {
  if (name === "") throw new TypeError(`${caller}: a name is empty.`);
  if (before.some((field) => field.name === name))
    throw new TypeError(
      `${caller}: two values are called ${JSON.stringify(name)}; give one of them another name.`,
    );
  if (before.some((field) => field["source-id"] === sourceId && field.transform === transform))
    throw new TypeError(`${caller}: ${transform} of ${name} is there twice.`);
  const column = fieldOfPath(schema, name);
  if (column !== undefined && (transform !== "identity" || column.id !== sourceId))
    throw new TypeError(
      `${caller}: ${JSON.stringify(name)} is the name of a column; give the value another name.`,
    );
}
