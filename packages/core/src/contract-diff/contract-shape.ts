import type { Alias } from "../contract/alias/alias.ts";
import type { FieldJson } from "../contract-json/contract-json.ts";
import type { Partition } from "../partition/partition-rule.ts";
import type { DataType } from "../types/data-type.ts";

/** What is compared of a contract. Without its checks, as a table or a manifest has it, those are not compared. */
export interface ContractShape {
  readonly name: string;
  readonly contractHash: string;
  readonly columns: readonly FieldShape[];
  readonly eventTime: string | undefined;
  readonly partition: Partition | undefined;
  readonly strict?: boolean;
  readonly alias?: Alias;
}

/** A column, or a field inside one. */
export interface FieldShape extends ValueShape {
  readonly name: string;
}

/** A value: of a field, an element of a list, or a value of a map. */
export interface ValueShape {
  readonly type: DataType;
  readonly nullable: boolean;
  /** Its checks and default, where they are known. */
  readonly field?: FieldJson | undefined;
}

/** The fields of a struct with what is known of each. */
export function fieldsOf({ type, field }: ValueShape): readonly FieldShape[] {
  if (type.kind !== "struct") return [];
  const known = new Map(field?.fields?.map((each) => [each.name, each]));
  return type.fields.map((each) => ({ ...each, field: known.get(each.name) }));
}
