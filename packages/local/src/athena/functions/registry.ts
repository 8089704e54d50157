import { AGGREGATE_FUNCTIONS, WINDOW_FUNCTIONS } from "./aggregate-functions.ts";
import { ARRAY_FUNCTIONS } from "./array-functions.ts";
import type { FunctionRow } from "./function-row.ts";
import { JSON_FUNCTIONS } from "./json-functions.ts";
import { MAP_AGGREGATES, MAP_FUNCTIONS } from "./map-functions.ts";
import { NUMBER_FUNCTIONS } from "./number-functions.ts";
import { TEXT_FUNCTIONS } from "./text-functions.ts";
import { TIME_FUNCTIONS } from "./time-functions.ts";

/** Every function with a signature that may reach DuckDB: what isn't here and isn't a special form is refused. */
export const FUNCTIONS: ReadonlyMap<string, FunctionRow> = new Map(
  [
    ...NUMBER_FUNCTIONS,
    ...TEXT_FUNCTIONS,
    ...TIME_FUNCTIONS,
    ...JSON_FUNCTIONS,
    ...ARRAY_FUNCTIONS,
    ...MAP_FUNCTIONS,
    ...AGGREGATE_FUNCTIONS,
    ...MAP_AGGREGATES,
    ...WINDOW_FUNCTIONS,
  ].map((row) => [row.name, row]),
);
