import type { Dataset } from "@cloudapi/core";
import { absentOf, hasWrapperChecks, unwrapSchema } from "@cloudapi/core/internal";
import { quoteLiteral } from "@cloudapi/core/sql";
import { formatPath } from "@cloudapi/records/internal";
import { type $ZodType, safeParse } from "zod/v4/core";
import { NOT_IN_LITERALS } from "./check-rules.ts";
import { columnSql } from "./column-sql.ts";
import { issues, issuesOfCodes, issuesOfKeys, NO_ISSUES } from "./issue-sql.ts";
import {
  IS_RECORD,
  jsonLinesSteps,
  type RecordLimits,
  type TokenColumn,
} from "./json-lines-sql.ts";
import type { TransformRefusal } from "./not-in-sql-error.ts";
import { outOfRange } from "./partition-sql.ts";
import { type ColumnSql, type Step, sideBySide } from "./step.ts";

/** A contract as SQL over lines. */
export interface ContractSql {
  /** Steps from `bytes` and `text` of a line to `issues`, which has all that is wrong with it. */
  readonly steps: readonly Step[];
  /** The condition of lines that are records. */
  readonly isRecord: string;
  /** The value of each column of a valid row. */
  readonly values: ReadonlyMap<string, string>;
  /** Milliseconds since 1970-01-01T00:00:00Z of the event time. */
  readonly epochMs: string;
  /** What SQL can't say exactly; the rest is of no use if there is any. */
  readonly refusals: readonly TransformRefusal[];
}

interface CompiledColumn extends ColumnSql {
  readonly name: string;
  readonly i: number;
  readonly isRequired: boolean;
}

/** Compile a contract, and say what of it SQL can't do exactly. */
export function contractSql(dataset: Dataset, limits: RecordLimits): ContractSql {
  const refusals: TransformRefusal[] = [...refusalsOfContract(dataset)];
  const defaults: TokenColumn["ifAbsent"][] = [];
  const columns = dataset.columns.flatMap((column, i): CompiledColumn[] => {
    const refuse = (rule: string) => void refusals.push({ field: column.name, rule });
    const schema = dataset.schema._zod.def.shape[column.name] as $ZodType;
    const unwrapped = unwrapSchema(schema);
    if (hasWrapperChecks(schema, unwrapped.leaf))
      refuse("a check beside .optional() or .default()");
    const sql = columnSql({ i, column, leaf: unwrapped.leaf, refuse });
    const absent = absentOf(unwrapped);
    if (absent === "default") defaults[i] = defaultOf(unwrapped, refuse);
    return sql === undefined
      ? []
      : [{ ...sql, name: column.name, i, isRequired: absent === "missing" }];
  });
  const tokens = dataset.columns.map(({ name }, i) => ({ name, ifAbsent: defaults[i] }));
  const event = columns.find(({ name }) => name === dataset.eventTime);
  return {
    steps: [
      { size: `length("bytes")`, is_utf8: `to_utf8("text") = "bytes"` },
      ...jsonLinesSteps(limits, tokens),
      ...sideBySide(columns.map(({ steps }) => steps)),
      codesOfColumns(dataset, columns),
      { issues: allIssues(dataset, columns) },
    ],
    isRecord: IS_RECORD,
    values: new Map(
      columns.map(({ name, i, value }) => [name, `IF("k${i}" IS NOT NULL, ${value})`]),
    ),
    epochMs: event?.epochMs ?? "",
    refusals,
  };
}

function refusalsOfContract({ schema, alias, partition }: Dataset): TransformRefusal[] {
  const all: TransformRefusal[] = [];
  if ((schema._zod.def.checks ?? []).length > 0)
    all.push({ field: undefined, rule: "a check of whole records" });
  for (const field of Object.keys(alias))
    all.push({ field, rule: "other names in sources (alias)" });
  for (const { column } of partition?.by ?? [])
    all.push({ field: column, rule: "a column that rows are partitioned by" });
  return all;
}

/** What stands in place of nothing, as if it had been read. */
function defaultOf(
  { defaultValue, withoutDefault }: ReturnType<typeof unwrapSchema>,
  refuse: (rule: string) => void,
): TokenColumn["ifAbsent"] {
  const [value, again] = [defaultValue?.(), defaultValue?.()];
  const isPlain = ["string", "number", "bigint", "boolean"].includes(typeof value);
  const isChecked = withoutDefault !== undefined && safeParse(withoutDefault, value).success;
  if (!isPlain || value !== again) refuse("a default by a function");
  else if (!isChecked) refuse("a default that its own checks refuse");
  const kind = typeof value === "string" ? "s" : typeof value === "boolean" ? "b" : "n";
  const text = String(value);
  if (NOT_IN_LITERALS.test(text)) refuse("a default that SQL can't have");
  return { kind, text: text.replaceAll(new RegExp(NOT_IN_LITERALS, "gu"), "") };
}

/** The codes of each column; the event time has no others where it is in no partition. */
function codesOfColumns(dataset: Dataset, columns: readonly CompiledColumn[]): Step {
  return Object.fromEntries(
    columns.map(({ name, i, codes, isRequired, epochMs }) => {
      const absent = isRequired ? "ARRAY['required']" : "ARRAY[]";
      const outside =
        name === dataset.eventTime && epochMs !== undefined
          ? outOfRange(dataset, epochMs)
          : undefined;
      const range =
        outside === undefined ? "" : `WHEN ${outside} THEN ARRAY['out_of_partition_range']`;
      return [`c${i}`, `CASE WHEN "k${i}" IS NULL THEN ${absent} ${range} ELSE ${codes} END`];
    }),
  );
}

function allIssues(dataset: Dataset, columns: readonly CompiledColumn[]): string {
  const ofColumns = columns.map(({ name, i }) =>
    issuesOfCodes(`"c${i}"`, formatPath([name]), `"x${i}"`),
  );
  const known = dataset.columns.map(({ name }) => quoteLiteral(name)).join(", ");
  const unknown = `cardinality(filter("keys", k -> k NOT IN (${known}))) > 0`;
  const ofNames = dataset.strict
    ? [
        `IF(${unknown}, ${issues("'unrecognized_keys'", "''", "'The contract is strict and does not know a key of the record.'")}, ${NO_ISSUES})`,
      ]
    : [];
  const message = `'The record can''t be read: ' || "fault" || '.'`;
  return `CASE WHEN "fault" IS NOT NULL THEN ${issues(`"fault"`, "''", message)} WHEN cardinality("twice") > 0 THEN ${issuesOfKeys(`"twice"`)} ELSE ${[NO_ISSUES, ...ofColumns, ...ofNames].join(" || ")} END`;
}
