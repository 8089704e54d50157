import { type ChangeKind, type Dataset, formatDataType } from "@cloudapi/core";
import { type ContractShape, diffStoredContract, parseDataType } from "@cloudapi/core/internal";

/** The part of a contract that decides how its rows are stored and read. */
export interface StoredContract
  extends Pick<Dataset, "name" | "contractHash" | "eventTime" | "partition"> {
  readonly columns: readonly StoredColumn[];
}

/** A column, with its type as text. */
interface StoredColumn {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
}

/** What a dataset's rows are stored under. */
export function storedContract(dataset: Dataset): StoredContract {
  const { name, contractHash, columns, eventTime, partition } = dataset;
  return {
    name,
    contractHash,
    columns: columns.map((column) => ({
      name: column.name,
      type: formatDataType(column.type),
      nullable: column.nullable,
    })),
    eventTime,
    partition,
  };
}

/** One difference between the contract of rows that are there and the contract of those that come. */
export interface ContractChange {
  /** What is different, such as `column "n" was int32, is string`. */
  readonly change: string;
  /**
   * Whether one table, made from the new contract, reads both right: `yes`, `no`, or only when the rows that are there
   * lie within the new partition `range`.
   */
  readonly fits: "yes" | "no" | "range";
}

/** Changes that make no difference to rows that are stored, and to what is read of them. */
const UNSEEN: ReadonlySet<ChangeKind> = new Set(["order_changed", "name_case_changed"]);

/**
 * What differs between the contract of rows that are there and a new one, and whether one table reads both: as
 * `diffContract` has it for files.
 *
 * @throws {TypeError} for a column whose type is none
 */
export function compareContracts(earlier: StoredContract, now: StoredContract): ContractChange[] {
  const { changes } = diffStoredContract(shapeOf(earlier), shapeOf(now));
  return changes
    .filter(({ kind }) => !UNSEEN.has(kind))
    .map(({ kind, change, verdicts }) => ({
      change,
      fits: verdicts.files.verdict === "safe" ? "yes" : fitsOf(kind),
    }));
}

function fitsOf(kind: ChangeKind): "no" | "range" {
  return kind === "partition_range_narrowed" ? "range" : "no";
}

function shapeOf({ columns, ...contract }: StoredContract): ContractShape {
  return {
    ...contract,
    columns: columns.map(({ name, type: text, nullable }) => {
      const type = parseDataType(text);
      if (type === undefined)
        throw new TypeError(`The column "${name}" has the type ${text}, which is none.`);
      return { name, type, nullable };
    }),
  };
}
