import {
  type Column,
  type Dataset,
  eventTimeOf,
  type Granularity,
  type Layout,
  type Partition,
} from "@cloudapi/core";
import {
  checkOptionNames,
  columnPath,
  compareUtf8,
  isInPartitionRange,
  partitionFaults,
  valueOrDefault,
} from "@cloudapi/core/internal";
import { checkRowsArgument } from "./check-rows-argument.ts";
import { timePaths } from "./time-paths.ts";

/** How rows are partitioned when there is no dataset to say it. */
export interface PartitionByDateOptions {
  /** The column with the row's time: an RFC 3339 date-time or a `YYYY-MM-DD` date. */
  readonly eventTime: string;
  /** Default `day`. */
  readonly granularity?: Granularity;
  /** Default `hive`: `year=2025/month=01/day=15/`. */
  readonly layout?: Layout;
}

/** What both ways to say it come to. */
interface Rule {
  /** Has the default of the event time, if there is one. */
  readonly schema?: Dataset["schema"];
  readonly columns: readonly Column[];
  readonly eventTime: string | undefined;
  readonly partition: Partition | undefined;
}

/** A rule that partitions, and what tells the time's part of a path by it. */
interface PartitionRule extends Rule {
  readonly partition: Partition;
  readonly pathAt: ReturnType<typeof timePaths>;
}

/**
 * Rows by the partition that they belong to, dates in UTC, under the same path that the streaming engine
 * writes them to, such as `year=2025/month=01/day=15/`; paths in ascending order, rows in theirs.
 *
 * A dataset without a partition rule has one partition, whose path is empty.
 *
 * @throws {TypeError} for a row without a readable event time, with its number
 * @throws {RangeError} for a row outside the dataset's partition range, or with a value that no partition has, with its number
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { partitionByDate } from "@cloudapi/transform";
 *
 * const rows = [{ timestamp: "2025-01-15T23:30:00-05:00", endpoint: "/a", status_code: 200 }];
 * console.log([...partitionByDate(rows, apiLogs).keys()]); // => ["year=2025/month=01/day=16/"]
 * console.log([...partitionByDate(rows, { eventTime: "timestamp", layout: "hive-date" }).keys()]); // => ["dt=2025-01-16/"]
 * ```
 */
export function partitionByDate<T extends object>(
  rows: Iterable<T>,
  by: Dataset | PartitionByDateOptions,
): Map<string, T[]> {
  checkRowsArgument("partitionByDate", rows);
  const rule = ruleOf(by);
  const partitioned = rule.partition && {
    ...rule,
    partition: rule.partition,
    pathAt: timePaths(rule.partition),
  };
  const partitions = new Map<string, T[]>();
  let number = 0;
  for (const row of rows) {
    number++;
    if (typeof (row as unknown) !== "object" || (row as unknown) === null)
      throw new TypeError(`partitionByDate: row ${number} is not an object.`);
    const path = partitioned === undefined ? "" : pathOfRow(partitioned, row, number);
    const members = partitions.get(path);
    if (members === undefined) partitions.set(path, [row]);
    else members.push(row);
  }
  return new Map([...partitions].sort(([a], [b]) => compareUtf8(a, b)));
}

function ruleOf(by: Dataset | PartitionByDateOptions): Rule {
  if ("columns" in Object(by)) return by as Dataset;
  if (typeof by !== "object" || (by as object | null) === null)
    throw new TypeError(
      "partitionByDate: pass a dataset, or { eventTime } with the column of the row's time.",
    );
  checkOptionNames("partitionByDate", by, ["eventTime", "granularity", "layout"]);
  const { eventTime, granularity = "day", layout = "hive" } = by as PartitionByDateOptions;
  if (typeof eventTime !== "string")
    throw new TypeError("partitionByDate: eventTime must name the column with the row's time.");
  refuseOther("granularity", granularity, ["day", "hour", "month"]);
  refuseOther("layout", layout, ["hive", "hive-date", "plain"]);
  return {
    columns: [],
    eventTime,
    partition: { granularity, layout, range: { from: "0001-01-01", to: "9999-12-31" } },
  };
}

function refuseOther(option: string, value: string, known: readonly string[]): void {
  if (!known.includes(value)) {
    throw new TypeError(
      `partitionByDate: ${option} must be one of ${known.join(", ")}, not ${String(value)}.`,
    );
  }
}

/** What is wrong is said by place and kind: messages are logged, rows are none of the log's business. */
function pathOfRow(rule: PartitionRule, row: object, number: number): string {
  const { partition, pathAt } = rule;
  const given = row as Readonly<Record<string, unknown>>;
  const values = Object.fromEntries(
    (partition.by ?? []).map(({ column }) => [column, valueOrDefault(rule.schema, given, column)]),
  );
  const [fault] = partitionFaults(partition, values);
  if (fault !== undefined) {
    const { expected, hint } = fault.refusal;
    throw new RangeError(
      `partitionByDate: row ${number}: ${fault.column}: expected ${expected}${hint === undefined ? "" : `; ${hint}`}.`,
    );
  }
  if (partition.granularity === undefined) return columnPath(partition, values);
  const epochMs = eventTimeOf(rule, given);
  if (epochMs === undefined) throw new TypeError(noEventTime(rule, row, number));
  if (!isInPartitionRange(partition, epochMs)) {
    const { from, to } = partition.range;
    throw new RangeError(
      `partitionByDate: row ${number}: ${rule.eventTime} lies outside the partition range ${from} to ${to}.`,
    );
  }
  return columnPath(partition, values) + pathAt(epochMs);
}

function noEventTime({ eventTime = "" }: Rule, row: object, number: number): string {
  const place = `partitionByDate: row ${number}: ${eventTime}`;
  const expected = "expected the text of an RFC 3339 date-time or a date";
  const value = (row as Record<string, unknown>)[eventTime];
  if (value === undefined || value === null) return `${place} is missing; ${expected}.`;
  return typeof value === "string"
    ? `${place} is text in another format; ${expected}.`
    : `${place} is a value of type ${typeof value}; ${expected}.`;
}
