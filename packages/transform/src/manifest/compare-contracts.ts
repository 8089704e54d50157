import { type Dataset, formatDataType } from "@cloudapi/core";

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

/** Types whose values a reader of another type reads as they are: Parquet readers widen these, and only these. */
const WIDENS: Readonly<Record<string, string>> = { int32: "int64", float: "double" };

/**
 * What differs between the contract of rows that are there and a new one, and whether one table reads both.
 *
 * Columns are found by name, in upper or lower case, as Athena finds them; their order makes no difference.
 */
export function compareContracts(earlier: StoredContract, now: StoredContract): ContractChange[] {
  return [
    ...nameChange(earlier, now),
    ...partitionChanges(earlier, now),
    ...eventTimeChange(earlier, now),
    ...columnChanges(earlier.columns, now.columns),
  ];
}

function nameChange(earlier: StoredContract, now: StoredContract): ContractChange[] {
  if (earlier.name === now.name) return [];
  return [{ change: `the dataset was ${earlier.name}, is ${now.name}`, fits: "no" }];
}

function partitionChanges(earlier: StoredContract, now: StoredContract): ContractChange[] {
  const [was, is] = [earlier.partition, now.partition];
  if (was === undefined && is === undefined) return [];
  if (was === undefined)
    return [{ change: "there was no partition rule, there is one", fits: "no" }];
  if (is === undefined)
    return [{ change: "there was a partition rule, there is none", fits: "no" }];
  const changes = (["granularity", "layout"] as const)
    .filter((part) => was[part] !== is[part])
    .map(
      (part): ContractChange => ({
        change: `partition ${part} was ${was[part]}, is ${is[part]}`,
        fits: "no",
      }),
    );
  if (was.range.from === is.range.from && was.range.to === is.range.to) return changes;
  const isWider = is.range.from <= was.range.from && was.range.to <= is.range.to;
  const change = `partition range was ${was.range.from} to ${was.range.to}, is ${is.range.from} to ${is.range.to}`;
  return [...changes, { change, fits: isWider ? "yes" : "range" }];
}

/** Without partitions the event time changes nothing that is stored. */
function eventTimeChange(earlier: StoredContract, now: StoredContract): ContractChange[] {
  if (earlier.eventTime === now.eventTime) return [];
  const change = `the event time was ${earlier.eventTime ?? "not named"}, is ${now.eventTime ?? "not named"}`;
  return [{ change, fits: now.partition === undefined ? "yes" : "no" }];
}

function columnChanges(
  earlier: readonly StoredColumn[],
  now: readonly StoredColumn[],
): ContractChange[] {
  const before = new Map(earlier.map((column) => [column.name.toLowerCase(), column]));
  const after = new Set(now.map(({ name }) => name.toLowerCase()));
  return [
    ...now.flatMap((column) => columnChange(before.get(column.name.toLowerCase()), column)),
    ...earlier
      .filter(({ name }) => !after.has(name.toLowerCase()))
      .map(({ name }): ContractChange => ({ change: `column "${name}" is gone`, fits: "yes" })),
  ];
}

function columnChange(was: StoredColumn | undefined, is: StoredColumn): ContractChange[] {
  if (was === undefined) return [added(is)];
  const changes: ContractChange[] = [];
  if (was.type !== is.type) {
    changes.push({
      change: `column "${is.name}" was ${was.type}, is ${is.type}`,
      fits: WIDENS[was.type] === is.type ? "yes" : "no",
    });
  }
  if (was.nullable && !is.nullable)
    changes.push({ change: `column "${is.name}" could be null, is required`, fits: "no" });
  if (!was.nullable && is.nullable)
    changes.push({ change: `column "${is.name}" was required, may be null`, fits: "yes" });
  return changes;
}

/** Rows that are there have null in a column that they lack, which a required one doesn't allow. */
function added({ name, nullable }: StoredColumn): ContractChange {
  return nullable
    ? { change: `column "${name}" is new`, fits: "yes" }
    : { change: `column "${name}" is new and required`, fits: "no" };
}
