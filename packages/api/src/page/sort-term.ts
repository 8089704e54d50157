import { type Bind, quoteColumn } from "@cloudapi/athena/internal";
import { type Column, parseTimestamp } from "@cloudapi/core";
import * as z from "zod";
import { ProblemError } from "../http/problem.ts";
import type { Parameter } from "../operation/parameter.ts";
import type { Resource } from "../resource/resource.ts";
import { parameterForm } from "../values/parameter-form.ts";

/** A column that rows are sorted by. Nulls come last in both directions. */
export interface SortTerm {
  readonly column: Column;
  readonly isDescending: boolean;
}

const MAX_SORTS = 3;

/** `sort`: columns of the allow-list, `-` before one for descending. */
export function sortParameter({ sort, dataset, key }: Resource): Parameter | undefined {
  const names = sort.flatMap(({ name }) => [name, `-${name}`]);
  if (names.length === 0) return undefined;
  const usual = usualTerms({ dataset, key }).map(
    ({ column, isDescending }) => `${isDescending ? "-" : ""}${column.name}`,
  );
  return {
    name: "sort",
    in: "query",
    description: `What rows are sorted by: up to ${MAX_SORTS} columns, \`-\` before one for descending; nulls come last. Default ${usual.join(",") || "all columns"}.`,
    schema: z
      .array(
        z.enum(names, {
          error: `expected columns among ${sort.map(({ name }) => name).join(", ")}, "-" before one for descending`,
        }),
      )
      .min(1)
      .max(MAX_SORTS)
      .refine((given) => new Set(given).size === given.length, "expected each column once")
      .meta({ uniqueItems: true }),
    form: "commas",
  };
}

/** The latest first where rows have a time; by their key otherwise. */
function usualTerms({ dataset, key }: Pick<Resource, "dataset" | "key">): readonly SortTerm[] {
  const time = dataset.columns.find(({ name }) => name === dataset.eventTime);
  if (time !== undefined) return [{ column: time, isDescending: true }];
  return key.map((column) => ({ column, isDescending: false }));
}

/**
 * What rows are sorted by, in an order that has a place for each: what was asked for, then the key, or without one
 * every column. Rows that are equal in all of it are equal.
 *
 * @throws {ProblemError} 422 `INVALID_SORT`
 */
export function sortTerms(resource: Resource, sort: unknown): readonly SortTerm[] {
  const { dataset, key } = resource;
  const asked =
    sort === undefined
      ? usualTerms(resource)
      : (sort as readonly string[]).flatMap((text) => {
          const name = text.replace(/^-/, "");
          const column = dataset.columns.find((each) => each.name === name);
          return column === undefined ? [] : [{ column, isDescending: text.startsWith("-") }];
        });
  const again = asked.find(
    ({ column }, at) => at !== asked.findIndex((each) => each.column === column),
  );
  if (again !== undefined)
    throw invalidSort(
      `"${again.column.name}" is there in both directions: expected each column once.`,
    );
  const rest = (key.length > 0 ? key : dataset.columns)
    .filter(({ name }) => asked.every(({ column }) => column.name !== name))
    .map((column) => ({ column, isDescending: false }));
  return [...asked, ...rest];
}

/** An order that the parameter's schema has, and that rows can't be in. */
export function invalidSort(message: string): ProblemError {
  return new ProblemError({
    status: 422,
    code: "INVALID_SORT",
    title: "Rows can't be sorted by that.",
    detail: message,
    faults: [{ in: "query", name: "sort", message }],
  });
}

/** `"total" DESC NULLS LAST, "id" NULLS LAST` */
export function orderSql(terms: readonly SortTerm[]): string {
  return terms
    .map(
      ({ column, isDescending }) =>
        `${quoteColumn(column.name)} ${isDescending ? "DESC" : "ASC"} NULLS LAST`,
    )
    .join(", ");
}

/** A value of a row in its JSON form, for each term. */
export type SortValues = readonly unknown[];

/** The rows that are at a place or behind it, in the order of the terms. */
export function fromPlaceSql(terms: readonly SortTerm[], values: SortValues, bind: Bind): string[] {
  const [first] = terms;
  if (first === undefined) return [];
  // The same of the first column alone is what an engine can skip partitions and files by. Values are bound as they stand.
  const coarse = terms.length > 1 ? atOrBehind(first, values[0], bind) : undefined;
  const whole = placeSql(terms, values, bind);
  return coarse === undefined ? [whole] : [coarse, whole];
}

function placeSql(
  [term, ...rest]: readonly SortTerm[],
  [value, ...values]: SortValues,
  bind: Bind,
): string {
  if (term === undefined) return "TRUE";
  if (rest.length === 0) return atOrBehind(term, value, bind) ?? "TRUE";
  const behind = behindSql(term, value, bind);
  const equal = `(${equalSql(term, value, bind)} AND ${placeSql(rest, values, bind)})`;
  return behind === undefined ? equal : `(${behind} OR ${equal})`;
}

/** `undefined` when nothing is behind: nulls are last. */
function behindSql(
  { column, isDescending }: SortTerm,
  value: unknown,
  bind: Bind,
): string | undefined {
  if (value === null) return undefined;
  const name = quoteColumn(column.name);
  const beyond = `${name} ${isDescending ? "<" : ">"} ${bound(column, value, bind)}`;
  return column.nullable ? `${beyond} OR ${name} IS NULL` : beyond;
}

/** `undefined` when every row is. */
function atOrBehind(
  { column, isDescending }: SortTerm,
  value: unknown,
  bind: Bind,
): string | undefined {
  const name = quoteColumn(column.name);
  if (value === null) return `${name} IS NULL`;
  const beyond = `${name} ${isDescending ? "<=" : ">="} ${bound(column, value, bind)}`;
  return column.nullable ? `(${beyond} OR ${name} IS NULL)` : beyond;
}

function equalSql({ column }: SortTerm, value: unknown, bind: Bind): string {
  const name = quoteColumn(column.name);
  return value === null ? `${name} IS NULL` : `${name} = ${bound(column, value, bind)}`;
}

function bound({ type }: Column, value: unknown, bind: Bind): string {
  const finer = type.kind === "timestamp" ? finerTime(value as string) : undefined;
  if (finer !== undefined) return `CAST(${bind(finer)} AS timestamp(6))`;
  return bind(parameterForm(type)?.toSql(value) ?? null);
}

/**
 * A time that a table has and no contract, finer than milliseconds, as the engines write it. Cut to milliseconds it would be another place,
 * and the rows between the two in no page.
 */
function finerTime(text: string): string | undefined {
  return parseTimestamp(text)?.truncated === true
    ? text.replace("T", " ").replace("Z", "")
    : undefined;
}
