import { varcharType } from "@cloudapi/athena/internal/analysis";
import type { FunctionRow } from "./function-row.ts";
import { scalar } from "./function-row.ts";
import { boundedVarchar } from "./varchar-lengths.ts";

/** Text; positions and lengths count code points, as in Trino. */
export const TEXT_FUNCTIONS: readonly FunctionRow[] = [
  scalar("length", {
    "varchar -> bigint": (s) => `length(${s})`,
    "varbinary -> bigint": (b) => `octet_length(${b})`,
  }),
  scalar("lower", { "text -> text": (s) => `lower(${s})` }),
  scalar("upper", { "text -> text": (s) => `trino_upper(${s})` }),
  scalar("trim", {
    "text -> text": (s) => `trino_trim(${s}, 'both')`,
    "text, varchar -> text": (s, chars) => `trim(${s}, ${chars})`,
  }),
  scalar("ltrim", {
    "text -> text": (s) => `trino_trim(${s}, 'left')`,
    "text, varchar -> text": (s, chars) => `ltrim(${s}, ${chars})`,
  }),
  scalar("rtrim", {
    "text -> text": (s) => `trino_trim(${s}, 'right')`,
    "text, varchar -> text": (s, chars) => `rtrim(${s}, ${chars})`,
  }),
  scalar("substr", substring()),
  scalar("substring", substring()),
  scalar(
    "strpos",
    {
      "varchar, varchar -> bigint": (s, part) => `CAST(instr(${s}, ${part}) AS BIGINT)`,
      "varchar, varchar, bigint -> bigint": (s, part, n) => `trino_strpos(${s}, ${part}, ${n})`,
    },
    { fallible: true },
  ),
  scalar("position", {
    "varchar, varchar -> bigint": (part, s) => `CAST(instr(${s}, ${part}) AS BIGINT)`,
  }),
  scalar("replace", {
    "text, varchar -> text": (s, from) => `replace(${s}, ${from}, '')`,
    "varchar, varchar, varchar -> varchar": {
      parts: ({ args: [s, from, to] }) => `trino_replace(${s}, ${from}, ${to})`,
      result: ({ types: [text, , to] }) => boundedVarchar([text, to], (x, z) => x + z * (x + 1)),
    },
  }),
  scalar("reverse", {
    "text -> text": (s) => `trino_reverse(${s})`,
    "array(T) -> array(T)": (a) => `list_reverse(${a})`,
  }),
  scalar(
    "lpad",
    {
      "varchar, bigint, varchar -> varchar": (s, n, pad) => `trino_pad(${s}, ${n}, ${pad}, 'left')`,
    },
    { fallible: true },
  ),
  scalar(
    "rpad",
    {
      "varchar, bigint, varchar -> varchar": (s, n, pad) =>
        `trino_pad(${s}, ${n}, ${pad}, 'right')`,
    },
    { fallible: true },
  ),
  scalar(
    "repeat",
    { "T, bigint -> array(T)": (value, n) => `trino_repeat(${value}, ${n})` },
    { fallible: true },
  ),
  scalar("starts_with", {
    "varchar, varchar -> boolean": (s, prefix) => `starts_with(${s}, ${prefix})`,
  }),
  scalar(
    "split",
    {
      "text, varchar -> array(text)": (s, by) => `trino_split(${s}, ${by}, 9223372036854775807)`,
      "text, varchar, bigint -> array(text)": (s, by, n) => `trino_split(${s}, ${by}, ${n})`,
    },
    { fallible: true },
  ),
  scalar(
    "split_part",
    { "text, varchar, bigint -> text": (s, by, n) => `trino_split_part(${s}, ${by}, ${n})` },
    { fallible: true },
  ),
  scalar(
    "chr",
    {
      "bigint -> varchar": {
        parts: ({ args: [n] }) =>
          `chr(CAST(CASE WHEN ${n} BETWEEN 0 AND 1114111 THEN ${n} WHEN ${n} IS NOT NULL THEN CAST(trino_fail('INVALID_FUNCTION_ARGUMENT', 'Not a valid Unicode code point: ' || ${n}) AS BIGINT) END AS INTEGER))`,
        result: () => varcharType(1),
      },
    },
    { fallible: true },
  ),
  scalar("codepoint", { "varchar -> integer": (s) => `trino_codepoint(${s})` }, { fallible: true }),
  scalar("translate", {
    "varchar, varchar, varchar -> varchar": (s, from, to) => `translate(${s}, ${from}, ${to})`,
  }),
  scalar("levenshtein_distance", {
    "varchar, varchar -> bigint": (a, b) => `trino_levenshtein(${a}, ${b})`,
  }),
  scalar("concat_ws", {
    "varchar, varchar... -> varchar": (by, ...parts) => `concat_ws(${[by, ...parts].join(", ")})`,
    "varchar, array(varchar) -> varchar": (by, list) =>
      `CASE WHEN ${by} IS NULL THEN NULL ELSE coalesce(array_to_string(${list}, ${by}), '') END`,
  }),
  scalar("to_utf8", { "varchar -> varbinary": (s) => `encode(${s})` }),
  scalar("from_utf8", { "varbinary -> varchar": (b) => `trino_from_utf8(${b})` }),
  scalar("to_hex", { "varbinary -> varchar": (b) => `hex(${b})` }),
  scalar("from_hex", { "varchar -> varbinary": (s) => `trino_from_hex(${s})` }, { fallible: true }),
  scalar("to_base64", { "varbinary -> varchar": (b) => `to_base64(${b})` }),
  scalar(
    "from_base64",
    { "varchar -> varbinary": (s) => `trino_from_base64(${s})` },
    { fallible: true },
  ),
  scalar("md5", { "varbinary -> varbinary": (b) => `trino_hash('md5', ${b})` }),
  scalar("sha1", { "varbinary -> varbinary": (b) => `trino_hash('sha1', ${b})` }),
  scalar("sha256", { "varbinary -> varbinary": (b) => `trino_hash('sha256', ${b})` }),
  scalar("sha512", { "varbinary -> varbinary": (b) => `trino_hash('sha512', ${b})` }),
  scalar(
    "regexp_like",
    { "varchar, varchar -> boolean": (s, p) => `trino_regexp_like(${s}, ${p})` },
    { fallible: true },
  ),
  scalar(
    "regexp_extract",
    {
      "text, varchar -> text": (s, p) => `trino_regexp_extract(${s}, ${p}, 0)`,
      "text, varchar, bigint -> text": (s, p, g) => `trino_regexp_extract(${s}, ${p}, ${g})`,
    },
    { fallible: true },
  ),
  scalar(
    "regexp_extract_all",
    {
      "text, varchar -> array(text)": (s, p) => `trino_regexp_extract_all(${s}, ${p}, 0)`,
      "text, varchar, bigint -> array(text)": (s, p, g) =>
        `trino_regexp_extract_all(${s}, ${p}, ${g})`,
    },
    { fallible: true },
  ),
  scalar(
    "regexp_replace",
    {
      "text, varchar -> text": (s, p) => `trino_regexp_replace(${s}, ${p}, '')`,
      "varchar, varchar, varchar -> varchar": {
        parts: ({ args: [s, p, r] }) => `trino_regexp_replace(${s}, ${p}, ${r})`,
        result: ({ types: [text, , by] }) =>
          boundedVarchar([text, by], (x, y) => x + Math.max(Math.floor((x * y) / 2), y) * (x + 1)),
      },
    },
    { fallible: true },
  ),
  scalar(
    "regexp_split",
    { "text, varchar -> array(text)": (s, p) => `trino_regexp_split(${s}, ${p})` },
    { fallible: true },
  ),
  scalar(
    "regexp_count",
    {
      "varchar, varchar -> bigint": (s, p) =>
        `CAST(len(trino_regexp_extract_all(${s}, ${p}, 0)) AS BIGINT)`,
    },
    { fallible: true },
  ),
  scalar("url_extract_host", { "text -> text": (s) => `trino_url(${s}, 'host')` }),
  scalar("url_extract_path", { "text -> text": (s) => `trino_url(${s}, 'path')` }),
  scalar("url_extract_protocol", { "text -> text": (s) => `trino_url(${s}, 'protocol')` }),
  scalar("url_extract_query", { "text -> text": (s) => `trino_url(${s}, 'query')` }),
  scalar("url_extract_fragment", { "text -> text": (s) => `trino_url(${s}, 'fragment')` }),
  scalar("url_extract_port", { "varchar -> bigint": (s) => `trino_url_port(${s})` }),
  scalar("url_extract_parameter", {
    "text, varchar -> text": (s, name) => `trino_url_parameter(${s}, ${name})`,
  }),
  scalar("url_encode", {
    "varchar -> varchar": {
      parts: ({ args: [s] }) => `trino_url_encode(${s})`,
      result: ({ types: [text] }) => boundedVarchar([text], (x) => x * 12),
    },
  }),
  scalar("url_decode", { "text -> text": (s) => `trino_url_decode(${s})` }, { fallible: true }),
  scalar(
    "uuid",
    { "-> varchar": () => "CAST(uuid() AS VARCHAR)" },
    { volatile: true, fidelity: "approximate", note: "its type is varchar, not uuid" },
  ),
];

function substring() {
  return {
    "text, bigint -> text": (s: string, start: string) => `trino_substr(${s}, ${start})`,
    "text, bigint, bigint -> text": (s: string, start: string, length: string) =>
      `trino_substr_length(${s}, ${start}, ${length})`,
  };
}
