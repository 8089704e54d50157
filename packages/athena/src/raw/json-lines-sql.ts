import { quoteLiteral } from "@cloudapi/core/sql";
import { JSON_PATTERNS } from "./json-grammar.ts";
import type { Step } from "./step.ts";

/** What a record may be at most. */
export interface RecordLimits {
  readonly maxRecordBytes: number;
  readonly maxDepth: number;
}

/** A column, and the kind and text that stand in place of nothing. */
export interface TokenColumn {
  readonly name: string;
  readonly ifAbsent: { readonly kind: string; readonly text: string } | undefined;
}

const pattern = (name: keyof typeof JSON_PATTERNS) => quoteLiteral(JSON_PATTERNS[name]);

/** The condition of lines that are records: JSON's blanks alone are none. */
export const IS_RECORD = `NOT regexp_like("text", ${pattern("blank")})`;

/**
 * Steps that read lines of JSON: from `text` (UTF-8) and `is_utf8` to `fault` (a code, or null), `members` (the raw values by key, each
 * as often as its key occurs) and `tokens`, the raw value of each column.
 */
export function jsonLinesSteps(
  { maxRecordBytes, maxDepth }: RecordLimits,
  columns: readonly TokenColumn[],
): readonly Step[] {
  return [
    { bare: `regexp_replace("text", ${pattern("strings")}, '')` },
    { opening: `length("bare") - length(replace(replace("bare", '{', ''), '[', ''))` },
    {
      early: `CASE WHEN "size" > ${maxRecordBytes} THEN 'record_too_large' WHEN NOT "is_utf8" THEN 'invalid_utf8' WHEN ${deeperThan(maxDepth)} THEN 'too_deep' END`,
      body: `regexp_extract("text", ${pattern("body")}, 1)`,
    },
    { flat: `IF("early" IS NULL, ${flattened(maxDepth)})` },
    { fault: `CASE WHEN "early" IS NOT NULL THEN "early" ${faultOfSyntax()} END` },
    { members: `IF("fault" IS NULL, multimap_from_entries(zip(${keys()}, ${values()})))` },
    {
      keys: `map_keys("members")`,
      twice: `slice(map_keys(map_filter("members", (k, v) -> cardinality(v) > 1)), 1, 100)`,
      ...Object.fromEntries(
        columns.map(({ name }, i) => [`t${i}`, `element_at("members", ${quoteLiteral(name)})[1]`]),
      ),
    },
    Object.assign({}, ...columns.map((column, i) => readToken(i, column.ifAbsent))) as Step,
  ];
}

function deeperThan(maxDepth: number): string {
  const state = "CAST(ROW(0, 0) AS ROW(depth bigint, most bigint))";
  const depth = `s.depth + IF(b = '{' OR b = '[', 1, -1)`;
  const next = `CAST(ROW(${depth}, greatest(s.most, ${depth})) AS ROW(depth bigint, most bigint))`;
  return `"opening" > ${maxDepth} AND reduce(regexp_extract_all("bare", '[\\[\\]{}]'), ${state}, (s, b) -> ${next}, s -> s.most) > ${maxDepth}`;
}

/** The text without lists and objects inside its values, from the innermost outwards, each of them as `@`. */
function flattened(maxDepth: number): string {
  const size = `CAST(cardinality(regexp_extract_all(g[2], ${pattern("element")})) AS varchar)`;
  const round = `regexp_replace(f, ${pattern("innermost")}, g -> coalesce(g[1], '@' || ${size}, '@'))`;
  return `reduce(repeat(0, CAST(least("opening", ${maxDepth}) AS integer)), coalesce("body", "text"), (f, r) -> ${round}, f -> f)`;
}

function faultOfSyntax(): string {
  const isMarked = `strpos("bare", '@') > 0`;
  return `WHEN NOT (${isMarked}) AND "body" IS NOT NULL AND regexp_like("flat", ${pattern("members")}) THEN NULL WHEN NOT (${isMarked}) AND "body" IS NULL AND regexp_like("flat", ${pattern("value")}) THEN 'not_an_object' WHEN strpos("text", chr(0)) > 0 THEN 'nul_byte' ELSE 'invalid_json'`;
}

/** Keys with half of a surrogate pair have no text; they stay as they are spelt. */
function keys(): string {
  return `transform(regexp_extract_all("flat", ${pattern("member")}, 1), k -> CASE WHEN strpos(k, '\\') = 0 THEN substr(k, 2, length(k) - 2) WHEN regexp_like(k, ${pattern("wellFormed")}) THEN CAST(json_parse(k) AS varchar) ELSE lower(k) END)`;
}

function values(): string {
  return `regexp_extract_all("flat", ${pattern("member")}, 2)`;
}

/** Kind, text, and whether the text has half of a surrogate pair, of the raw value of a column. */
function readToken(i: number, ifAbsent: TokenColumn["ifAbsent"]): Step {
  const token = `"t${i}"`;
  const [first, unescaped] = [`substr(${token}, 1, 1)`, `strpos(${token}, '\\') = 0`];
  const kind = `CASE ${first} WHEN '"' THEN 's' WHEN 't' THEN 'b' WHEN 'f' THEN 'b' WHEN '@' THEN 'o' WHEN 'n' THEN NULL ELSE IF(${token} IS NOT NULL, 'n') END`;
  const text = `CASE WHEN ${first} <> '"' THEN ${token} WHEN ${unescaped} THEN substr(${token}, 2, length(${token}) - 2) ELSE CAST(json_parse(${token}) AS varchar) END`;
  const isAbsent = `coalesce(${first} = 'n', true)`;
  return {
    [`k${i}`]: ifAbsent === undefined ? kind : `coalesce(${kind}, ${quoteLiteral(ifAbsent.kind)})`,
    [`x${i}`]:
      ifAbsent === undefined ? text : `IF(${isAbsent}, ${quoteLiteral(ifAbsent.text)}, ${text})`,
    [`h${i}`]: `coalesce(${first} = '"' AND NOT (${unescaped}) AND NOT regexp_like(${token}, ${pattern("wellFormed")}), false)`,
  };
}
