import type { Table } from "@aws-sdk/client-glue";
import { partitionText } from "./partition-values.ts";

type Wanted = string | number | bigint;

/** For some partition columns the value, or the values, that are wanted. */
export type PartitionFilter = Readonly<Record<string, Wanted | readonly Wanted[]>>;

const MAX_LENGTH = 2048;
const NUMBERS = /^(tinyint|smallint|int|integer|bigint|decimal)\b/i;

/**
 * The expression by which Glue finds the partitions with these values: `year = 2025 AND region IN ('eu', 'us')`.
 *
 * @throws {TypeError} for a column that the table is not partitioned by, and a value that is none
 * @throws {RangeError} for more values than an expression has room for
 */
export function partitionExpression(
  what: string,
  { PartitionKeys = [] }: Table,
  filter: PartitionFilter,
): string | undefined {
  const types = new Map(PartitionKeys.map(({ Name = "", Type = "" }) => [Name, Type]));
  const terms = Object.entries(filter).map(([name, wanted]) => {
    const type = types.get(name);
    if (type === undefined)
      throw new TypeError(
        `${what}: ${name} is no partition column; these are ${[...types.keys()].join(", ")}.`,
      );
    const values = Array.isArray(wanted) ? (wanted as readonly Wanted[]) : [wanted as Wanted];
    if (values.length === 0)
      throw new TypeError(`${what}: for ${name} there must be at least one value.`);
    const constants = values.map((value) => constant(type, partitionText(what, name, value)));
    return constants.length === 1
      ? `${name} = ${constants[0]}`
      : `${name} IN (${constants.join(", ")})`;
  });
  const expression = terms.join(" AND ");
  if (expression.length > MAX_LENGTH)
    throw new RangeError(
      `${what}: Glue takes expressions of at most ${MAX_LENGTH} characters, and these values make one of ${expression.length}. Ask for fewer at once.`,
    );
  return expression === "" ? undefined : expression;
}

function constant(type: string, text: string): string {
  const isNumber = NUMBERS.test(type) && /^-?\d+(\.\d+)?$/.test(text);
  return isNumber ? text : `'${text.replaceAll("'", "''")}'`;
}
