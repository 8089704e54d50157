import type { Dataset, DataType } from "@cloudapi/core";
import { aliasTarget, didYouMean } from "@cloudapi/core/internal";
import { formatPath } from "../../report/format-path.ts";
import { type Issue, previewValue } from "../../report/issue.ts";
import type { AdaptedRecord } from "../rename-record.ts";
import { type ReadTime, type TimestampFormat, timeReader } from "./timestamp-format.ts";

/**
 * How times are written that are not RFC 3339, by column: `{ ts: "epoch_ms", day: "%d.%m.%Y" }`.
 *
 * A field inside a column is named by its path: `"items[].at"`, and the elements of a list as `"seen_at[]"`.
 */
export type Timestamps = Readonly<Record<string, TimestampFormat | undefined>>;

/** Times of a record turned into what the contract expects; the record that is passed stays as it is. */
export type ConvertTimes = (record: Readonly<Record<string, unknown>>) => AdaptedRecord;

/** One field, by the steps to it, and how it is read. */
interface Field {
  readonly steps: readonly string[];
  readonly read: ReadTime;
}

/**
 * The formats of a dataset's times made ready; `undefined` where there is nothing to convert.
 *
 * @throws {TypeError} naming the column, what its format leaves open, and what to do
 */
export function convertTimes(
  what: string,
  { columns }: Dataset,
  timestamps: Timestamps,
): ConvertTimes | undefined {
  if (typeof timestamps !== "object" || timestamps === null || Array.isArray(timestamps))
    throw new TypeError(`${what}: timestamps must be an object: a format by column.`);
  const fields: Field[] = [];
  for (const [path, format] of Object.entries(timestamps)) {
    if (format === undefined) continue;
    const target = targetOf(columns, path);
    const kind = target?.kind;
    if (target === undefined || (kind !== "timestamp" && kind !== "date"))
      throw new TypeError(`${what}: timestamps: ${noTime(path, kind, columns)}.`);
    const read = readerOf(`${what}: timestamps: ${path}`, format, kind);
    if (read !== undefined) fields.push({ steps: target.steps, read });
  }
  if (fields.length === 0) return undefined;
  return (record) => {
    const issues: Issue[] = [];
    let converted: unknown = record;
    for (const { steps, read } of fields)
      converted = convertAt(converted, steps, [], (value, path) =>
        readAt(value, path, read, issues),
      );
    return { record: converted, issues: issues.length === 0 ? undefined : issues };
  };
}

/** What a path names: a field, or with `[]` behind it the elements of its list. */
function targetOf(
  columns: Dataset["columns"],
  path: string,
): { readonly steps: readonly string[]; readonly kind: DataType["kind"] } | undefined {
  let field = path;
  while (field.endsWith("[]")) field = field.slice(0, -2);
  const target = aliasTarget(columns, field);
  if (target === undefined) return undefined;
  const steps = [...target.holder, target.field.name];
  let type: DataType = target.field.type;
  for (let left = path.length - field.length; left > 0; left -= 2) {
    if (type.kind !== "list") return undefined;
    type = type.element;
    steps.push("[]");
  }
  return { steps, kind: type.kind };
}

function noTime(
  path: string,
  kind: DataType["kind"] | undefined,
  columns: Dataset["columns"],
): string {
  if (kind !== undefined) return `"${path}" is a ${kind} and no timestamp or date`;
  const nearest = didYouMean(
    path,
    columns.map(({ name }) => name),
  );
  return nearest === undefined
    ? `"${path}" does not name a column; a field inside one is named like items[].at`
    : `"${path}" does not name a column; did you mean ${nearest}?`;
}

function readerOf(
  what: string,
  format: TimestampFormat,
  kind: "timestamp" | "date",
): ReadTime | undefined {
  try {
    return timeReader(format, kind);
  } catch (error) {
    const reason = (error as Error).message.replace(/\.$/, "");
    throw new TypeError(`${what}: ${reason}.`, { cause: error });
  }
}

type Convert = (value: unknown, path: readonly (string | number)[]) => unknown;

/** A value in which what the steps lead to is converted; whatever they don't lead through stays as it is. */
function convertAt(
  value: unknown,
  steps: readonly string[],
  path: readonly (string | number)[],
  convert: Convert,
): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return convert(value, path);
  if (step === "[]")
    return Array.isArray(value)
      ? value.map((each, at) => convertAt(each, rest, [...path, at], convert))
      : value;
  const isObject = typeof value === "object" && value !== null && Object.hasOwn(value, step);
  if (!isObject || Array.isArray(value)) return value;
  const inside = (value as Record<string, unknown>)[step];
  return { ...value, [step]: convertAt(inside, rest, [...path, step], convert) };
}

function readAt(
  value: unknown,
  path: readonly (string | number)[],
  read: ReadTime,
  issues: Issue[],
): unknown {
  if (value === null || value === undefined) return value;
  const time = read(value);
  if (typeof time === "string") return time;
  const received = previewValue(value);
  const reason = time.hint === undefined ? "" : `: ${time.hint}`;
  const message = `${formatPath(path)}: expected ${time.expected}, received ${received}${reason}.`;
  issues.push({ code: time.code, path, expected: time.expected, received, message });
  return value;
}
