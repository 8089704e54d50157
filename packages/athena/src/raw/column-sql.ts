import type { Column } from "@cloudapi/core";
import { decimalOfCheck, textLimit } from "@cloudapi/core/internal";
import { quoteLiteral } from "@cloudapi/core/sql";
import * as z from "zod/mini";
import type { $ZodType } from "zod/v4/core";
import { type CheckDef, checkSql, NOT_IN_LITERALS, ruleOf } from "./check-rules.ts";
import { bigintSql, decimalSql, doubleSql, integerSql } from "./number-sql.ts";
import type { ColumnSql } from "./step.ts";
import { dateSql, timestampSql } from "./time-sql.ts";

/** Is told a rule of the column that SQL can't have exactly. */
export type Refuse = (rule: string) => void;

/** The number of a column, and its schema without wrappers. */
export interface ColumnSource {
  readonly i: number;
  readonly column: Column;
  readonly leaf: $ZodType;
  readonly refuse: Refuse;
}

/** How a column is read and judged; `undefined` where its type is refused. */
export function columnSql(source: ColumnSource): ColumnSql | undefined {
  const { i, column, leaf, refuse } = source;
  const { type } = column;
  const def = leaf._zod.def as CheckDef;
  switch (type.kind) {
    case "string":
      return stringSql(source);
    case "boolean":
      if (def.type !== "boolean") refuse(ruleOf({ type: def.type ?? "" }));
      return booleanSql(source);
    case "int32":
    case "int64":
      if (def.type === "bigint") return bigintSql(i, codesOf(source, `"n${i}"`));
      if (def.type !== "number") refuse(ruleOf({ type: def.type ?? "" }));
      return integerSql(i, type.kind, codesOf(source, `"n${i}"`));
    case "float":
    case "double":
      if (def.type !== "number") refuse(ruleOf({ type: def.type ?? "" }));
      return doubleSql(i, type.kind, codesOf(source, `"n${i}"`));
    case "decimal":
      refuseChecks(source, (check) => decimalOfCheck(check) !== undefined);
      return decimalSql(i, type.precision, type.scale);
    case "date":
      refuseChecks(source, (check) => hasPattern(check, z.iso.date()));
      return dateSql(i);
    case "timestamp":
      return instantSql(source);
    default:
      refuse(type.kind === "json" ? "JSON that is kept as text" : `a ${type.kind}`);
      return undefined;
  }
}

const NO_CODES = "CAST(ARRAY[] AS array(varchar))";

/** The checks of a schema, its own format among them. */
function checksOf(leaf: $ZodType): readonly CheckDef[] {
  const def = leaf._zod.def as CheckDef & {
    readonly checks?: readonly { readonly _zod: { readonly def: object } }[];
  };
  const own = def.check === undefined ? [] : [def];
  return [...own, ...(def.checks ?? []).map(({ _zod }) => _zod.def as CheckDef)];
}

/** The codes of checks that fail, in zod's order. */
function codesOf({ leaf, refuse }: ColumnSource, value: string): string {
  const all = checksOf(leaf).flatMap((check) => checkSql(check, value));
  for (const each of all) if ("rule" in each) refuse(each.rule);
  const conditions = all.flatMap((each) =>
    "rule" in each ? [] : [`IF(${each.wrong}, '${each.code}')`],
  );
  return conditions.length === 0
    ? "ARRAY[]"
    : `filter(ARRAY[${conditions.join(", ")}], c -> c IS NOT NULL)`;
}

function refuseChecks({ leaf, refuse }: ColumnSource, isKnown: (check: CheckDef) => boolean): void {
  for (const check of checksOf(leaf)) if (!isKnown(check)) refuse(ruleOf(check));
}

function hasPattern(
  { pattern }: CheckDef,
  { _zod }: { readonly _zod: { readonly def: object } },
): boolean {
  return pattern?.source === (_zod.def as CheckDef).pattern?.source;
}

function booleanSql({ i, leaf, refuse }: ColumnSource): ColumnSql {
  for (const check of checksOf(leaf)) refuse(ruleOf(check));
  return {
    steps: [],
    codes: `IF("k${i}" = 'b', ARRAY[], ARRAY['invalid_type'])`,
    value: `"x${i}" = 'true'`,
  };
}

function instantSql(source: ColumnSource): ColumnSql {
  const ofAnyOffset = (check: CheckDef) => hasPattern(check, z.iso.datetime({ offset: true }));
  const ofUtc = (check: CheckDef) => hasPattern(check, z.iso.datetime());
  refuseChecks(source, (check) => ofAnyOffset(check) || ofUtc(check));
  return timestampSql(source.i, checksOf(source.leaf).some(ofUtc));
}

function stringSql(source: ColumnSource): ColumnSql {
  const { i, leaf, refuse } = source;
  const { type } = leaf._zod.def as CheckDef;
  if (type === "enum" || type === "literal") return enumSql(source);
  if (type === "union") return unionSql(source);
  if (type !== "string" || (leaf._zod.def as { coerce?: boolean }).coerce === true)
    refuse(ruleOf({ type: type ?? "" }));
  const limit = textLimit(leaf);
  const units = `length("x${i}") + length(regexp_replace("x${i}", '[^\\x{10000}-\\x{10ffff}]', ''))`;
  const isLong = limit && `${units} > ${limit.isOwn ? 2 * limit.length : limit.length}`;
  const half = `WHEN "h${i}" THEN ARRAY['invalid_format']`;
  const checks = `CASE ${half} ELSE ${codesOf(source, `"x${i}"`)} END`;
  return {
    steps: limit?.isOwn === true ? [{ [`o${i}`]: shortened(i, limit.length, isLong ?? "") }] : [],
    codes: `CASE WHEN "k${i}" <> 's' THEN ARRAY['invalid_type'] || ${lengthsOfList(source)} ${longCase(source, limit, isLong)} ELSE ${checks} END`,
    value: `"x${i}"`,
  };
}

/** Zod asks a list for its length though it is no text; other checks are of texts alone. */
function lengthsOfList({ i, leaf }: ColumnSource): string {
  const conditions = checksOf(leaf)
    .flatMap((check) => checkSql(check, "NULL"))
    .flatMap((each) =>
      "ofLength" in each && each.ofLength !== undefined
        ? [
            `IF("k${i}" = 'o' AND ${each.ofLength(`TRY_CAST(substr("x${i}", 2) AS bigint)`)}, '${each.code}')`,
          ]
        : [],
    );
  return conditions.length === 0
    ? NO_CODES
    : `filter(ARRAY[${conditions.join(", ")}], c -> c IS NOT NULL)`;
}

/** What is far too long is told so; patterns of the contract see its beginning alone. */
function longCase(
  source: ColumnSource,
  limit: { readonly isOwn: boolean } | undefined,
  isLong: string | undefined,
): string {
  if (limit === undefined || isLong === undefined) return "";
  if (!limit.isOwn) return `WHEN ${isLong} THEN ARRAY['too_big']`;
  return `WHEN ${isLong} THEN ${codesOf({ ...source, refuse: () => undefined }, `"o${source.i}"`)}`;
}

/** The first units of a text, of which a character outside of the Basic Multilingual Plane has two. */
function shortened(i: number, length: number, isLong: string): string {
  const wide = "'([\\x{10000}-\\x{10ffff}])'";
  const padded = `regexp_replace("x${i}", ${wide}, '$1' || chr(65535))`;
  return `IF(${isLong}, replace(substr(${padded}, 1, ${2 * length + 1}), chr(65535), ''))`;
}

/** A union of formats: a text that has none of them fails as one. */
function unionSql(source: ColumnSource): ColumnSql {
  const { i, leaf, refuse } = source;
  const { options = [], checks = [] } = leaf._zod.def as unknown as Union;
  const found = options.map((option) =>
    checksOf(option).flatMap((check) => checkSql(check, `"x${i}"`)),
  );
  const isOfFormats = options.every(
    (option, at) =>
      (option._zod.def as CheckDef).type === "string" &&
      textLimit(option) === undefined &&
      found[at]?.length === 1 &&
      found[at].every((each) => "code" in each && each.code === "invalid_format"),
  );
  if (!isOfFormats || checks.length > 0) refuse("a union of other than formats of text");
  const wrong = found.flat().map((each) => ("wrong" in each ? each.wrong : "true"));
  return {
    steps: [],
    codes: `CASE WHEN "k${i}" <> 's' THEN ARRAY['invalid_type'] WHEN "h${i}" OR ${wrong.join(" AND ")} THEN ARRAY['invalid_format'] ELSE ARRAY[] END`,
    value: `"x${i}"`,
  };
}

interface Union {
  readonly options?: readonly $ZodType[];
  readonly checks?: readonly unknown[];
}

function enumSql({ i, leaf, refuse }: ColumnSource): ColumnSql {
  for (const check of checksOf(leaf)) refuse(ruleOf(check));
  const values = [...(leaf._zod.values ?? [])] as string[];
  const isRefused = values.some((value) => NOT_IN_LITERALS.test(value));
  if (isRefused) refuse("a value that SQL can't have");
  const list = isRefused ? "" : values.map((value) => quoteLiteral(value)).join(", ");
  return {
    steps: [],
    codes: `CASE WHEN "h${i}" THEN ARRAY['invalid_format'] WHEN "k${i}" = 's' AND "x${i}" IN (${list}) THEN ARRAY[] ELSE ARRAY['invalid_value'] END`,
    value: `"x${i}"`,
  };
}
