import type { Table } from "@aws-sdk/client-glue";
import {
  CONTRACT_METADATA,
  type Dataset,
  type DataType,
  formatDataType,
  type Partition,
} from "@cloudapi/core";
import {
  type ContractShape,
  catalogType,
  type FieldShape,
  parseDataType,
} from "@cloudapi/core/internal";
import * as z from "zod";
import { formerFields, lowerName } from "./former-fields.ts";
import { parseAthenaType } from "./parse-athena-type.ts";
import { withNullsOf } from "./with-nulls-of.ts";

/** The table property that has the contract by which a table was last made or altered. */
export const CONTRACT_PROPERTY = "cloudapi.contract";

/** A column with its type as text. */
interface StoredColumn {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
}

/** The contract that a table has, and columns that it had and files may still hold. */
export interface StoredTableContract extends ContractShape {
  readonly former: readonly FieldShape[];
}

/** The text of the property: the stored part of the contract, and what former ones had beside. */
export function contractText(dataset: Dataset, known: StoredTableContract | undefined): string {
  const { name, contractHash, columns, eventTime, partition } = dataset;
  const former = formerFields(columns, known?.columns ?? [], known?.former ?? []);
  return JSON.stringify({
    version: 1,
    name,
    contractHash,
    columns: columns.map(stored),
    ...(eventTime !== undefined && { eventTime }),
    ...(partition !== undefined && { partition }),
    ...(former.length > 0 && { former: former.map(stored) }),
  });
}

function stored({ name, type, nullable }: FieldShape): StoredColumn {
  return { name, type: formatDataType(type), nullable };
}

/**
 * The contract of a table that is there: from its property, as far as the catalog's columns are those; what others made
 * of the columns is from the catalog. Of the catalog's columns it is not known what may be null: those that the new
 * contract has are taken to be as that says.
 */
export function tableContract(table: Table, dataset: Dataset): StoredTableContract {
  const { Parameters = {} } = table;
  const text = Parameters[CONTRACT_PROPERTY];
  const hash = Parameters[CONTRACT_METADATA.hashProperty];
  const contract = text === undefined ? undefined : parse(text);
  if (contract === undefined || contract.contractHash !== hash)
    return {
      name: Parameters[CONTRACT_METADATA.datasetProperty] ?? dataset.name,
      contractHash: hash ?? "",
      columns: catalogColumns(table, dataset.columns, dataset.columns),
      eventTime: dataset.eventTime,
      partition: dataset.partition,
      former: [],
    };
  const columns = catalogColumns(table, contract.columns, dataset.columns);
  const names = new Set(columns.map(lowerName));
  const lost = contract.columns.filter((column) => !names.has(lowerName(column)));
  return { ...contract, columns, former: [...contract.former, ...lost] };
}

/** The catalog's columns; as a contract has them where that has them of the same type. */
function catalogColumns(
  { StorageDescriptor, PartitionKeys = [] }: Table,
  known: readonly FieldShape[],
  wanted: readonly FieldShape[],
): FieldShape[] {
  const types = new Map(
    [...(StorageDescriptor?.Columns ?? []), ...PartitionKeys].map(({ Name = "", Type = "" }) => [
      Name.toLowerCase(),
      Type,
    ]),
  );
  const found = known.flatMap((column) => {
    const text = types.get(lowerName(column));
    if (text === undefined) return [];
    return isWritten(column.type, text) ? [column] : catalogColumn(column.name, text, column);
  });
  const names = new Set([...known.map(lowerName), ...PartitionKeys.map(({ Name }) => Name)]);
  const added = [...types].flatMap(([name, text]) => {
    if (names.has(name)) return [];
    const column = wanted.find((each) => lowerName(each) === name);
    return catalogColumn(column?.name ?? name, text, column);
  });
  return [...found, ...added];
}

function isWritten(type: DataType, text: string): boolean {
  return catalogType(type).toLowerCase() === text.toLowerCase().replaceAll(/[\s`]+/g, "");
}

/** None where a contract has no such type. */
function catalogColumn(name: string, text: string, like: FieldShape | undefined): FieldShape[] {
  const type = parseAthenaType(text);
  if (type === undefined) return [];
  return [{ name, type: withNullsOf(type, like?.type), nullable: like?.nullable ?? true }];
}

function parse(text: string): StoredTableContract | undefined {
  try {
    const { columns, former = [], ...contract } = schema().parse(JSON.parse(text));
    return {
      ...contract,
      eventTime: contract.eventTime,
      partition: contract.partition as unknown as Partition | undefined,
      columns: columns.map(shapeOf),
      former: former.map(shapeOf),
    };
  } catch {
    return undefined;
  }
}

function shapeOf({ name, type: text, nullable }: StoredColumn): FieldShape {
  const type = parseDataType(text);
  if (type === undefined) throw new TypeError(`the type ${text} is none`);
  return { name, type, nullable };
}

function schema() {
  const columns = z.array(z.object({ name: z.string(), type: z.string(), nullable: z.boolean() }));
  return z.object({
    version: z.literal(1),
    name: z.string(),
    contractHash: z.string(),
    columns,
    eventTime: z.string().optional(),
    partition: z
      .looseObject({ layout: z.string(), range: z.object({ from: z.string(), to: z.string() }) })
      .optional(),
    former: columns.optional(),
  });
}
