import type { FunctionRow } from "./function-row.ts";
import { scalar } from "./function-row.ts";

/** JSON; paths are the subset `$.a['b'][0]`. */
export const JSON_FUNCTIONS: readonly FunctionRow[] = [
  scalar(
    "json_extract_scalar",
    {
      "text, varchar -> text": (s, path) => `trino_json_extract_scalar(${s}, ${path})`,
      "json, varchar -> varchar": (j, path) => `trino_json_extract_scalar(${j}, ${path})`,
    },
    { fallible: true },
  ),
  scalar(
    "json_extract",
    {
      "varchar, varchar -> json": (s, path) => `trino_json_extract(${s}, ${path})`,
      "json, varchar -> json": (j, path) => `trino_json_extract(${j}, ${path})`,
    },
    { fallible: true },
  ),
  scalar("json_parse", { "varchar -> json": (s) => `trino_json_parse(${s})` }, { fallible: true }),
  scalar("json_format", { "json -> varchar": (j) => j }),
  scalar(
    "json_size",
    {
      "varchar, varchar -> bigint": (s, path) => `trino_json_size(${s}, ${path})`,
      "json, varchar -> bigint": (s, path) => `trino_json_size(${s}, ${path})`,
    },
    { fallible: true },
  ),
  scalar("json_array_length", {
    "varchar -> bigint": (s) => `trino_json_array_length(${s})`,
    "json -> bigint": (s) => `trino_json_array_length(${s})`,
  }),
  scalar("json_array_contains", {
    "varchar, boolean -> boolean": holds,
    "varchar, bigint -> boolean": holds,
    "varchar, double -> boolean": holds,
    "varchar, varchar -> boolean": holds,
    "json, boolean -> boolean": holds,
    "json, bigint -> boolean": holds,
    "json, double -> boolean": holds,
    "json, varchar -> boolean": holds,
  }),
  scalar("json_array_get", {
    "varchar, bigint -> json": (s, i) => `trino_json_array_get(${s}, ${i})`,
    "json, bigint -> json": (s, i) => `trino_json_array_get(${s}, ${i})`,
  }),
  scalar(
    "is_json_scalar",
    {
      "varchar -> boolean": (s) => `trino_is_json_scalar(${s})`,
      "json -> boolean": (s) => `trino_is_json_scalar(${s})`,
    },
    { fallible: true },
  ),
];

function holds(text: string, value: string): string {
  return `trino_json_array_contains(${text}, ${value})`;
}
