import type { Expression, SqlType, TypedSql } from "@cloudapi/athena/internal/analysis";
import { arrayType } from "@cloudapi/athena/internal/analysis";
import { mapOf } from "../../types/map-sql.ts";
import { rowOf } from "../../types/nested-sql.ts";
import type { Env, Piece } from "../scope/compilation.ts";
import { nextAlias } from "../scope/compilation.ts";
import {
  arrayArgument,
  compileLambda,
  expectArguments,
  lambdaArgument,
  mapArgument,
  unexpected,
} from "./compile-lambda.ts";
import type { SpecialForm } from "./special-forms.ts";

type Call = Extract<Expression, { kind: "call" }>;
type MapType = Extract<SqlType, { kind: "map" }>;

/** Functions that put arrays side by side, and those over maps that take a lambda. */
export const COLLECTION_FORMS: Readonly<Record<string, SpecialForm>> = {
  zip: compileZip,
  zip_with: compileZipWith,
  map_filter: (node, env) => {
    const { map, name, body } = entryLambda(node, env);
    if (body.type.kind !== "boolean") throw unexpected(node);
    const kept = `list_filter(map_entries(${map.sql}), lambda ${name}: ${body.sql})`;
    return {
      sql: `(CASE WHEN ${map.sql} IS NOT NULL THEN map_from_entries(${kept}) END)`,
      type: map.type,
    };
  },
  transform_values: (node, env) => {
    const { map, name, body } = entryLambda(node, env);
    const values = `list_transform(map_entries(${map.sql}), lambda ${name}: ${body.sql})`;
    return {
      sql: `(CASE WHEN ${map.sql} IS NOT NULL THEN map(map_keys(${map.sql}), ${values}) END)`,
      type: { kind: "map", key: map.type.key, value: body.type },
    };
  },
  transform_keys: (node, env) => {
    const { map, name, body } = entryLambda(node, env);
    const keys = `list_transform(map_entries(${map.sql}), lambda ${name}: ${body.sql})`;
    env.facts.fallible = true;
    return {
      sql: mapOf(keys, `map_values(${map.sql})`),
      type: { kind: "map", key: body.type, value: map.type.value },
    };
  },
  map_zip_with: compileMapZipWith,
};

/** A lambda of a key and its value. */
function entryLambda(node: Call, env: Env) {
  expectArguments(node, 2);
  const map = mapArgument(node, 0, env);
  const parts = (name: string) => [
    { sql: `(${name}).key`, type: map.type.key },
    { sql: `(${name}).value`, type: map.type.value },
  ];
  return { map, ...compileLambda(lambdaArgument(node, 1), parts, env) };
}

const MOST_ZIPPED = 5;

/** Rows of what stands at the same place; the shorter ones are filled up with nulls. */
function compileZip(node: Call, env: Env): Piece {
  if (node.args.length < 2 || node.args.length > MOST_ZIPPED) throw unexpected(node);
  const arrays = node.args.map((_, i) => arrayArgument(node, i, env));
  const place = nextAlias(env.compilation);
  const row = rowOf(arrays.map(({ sql }) => `(${sql})[${place}]`));
  const fields = arrays.map(({ type }) => ({ name: undefined, type: type.element }));
  return {
    sql: sideBySide(arrays, place, row),
    type: arrayType({ kind: "row", fields }),
  };
}

function compileZipWith(node: Call, env: Env): Piece {
  expectArguments(node, 3);
  const arrays = [arrayArgument(node, 0, env), arrayArgument(node, 1, env)];
  const parts = (place: string) =>
    arrays.map(({ sql, type }) => ({ sql: `(${sql})[${place}]`, type: type.element }));
  const { name, body } = compileLambda(lambdaArgument(node, 2), parts, env);
  return { sql: sideBySide(arrays, name, body.sql), type: arrayType(body.type) };
}

function sideBySide(arrays: readonly TypedSql[], place: string, item: string): string {
  const known = arrays.map(({ sql }) => `${sql} IS NOT NULL`).join(" AND ");
  const longest = `greatest(${arrays.map(({ sql }) => `CAST(len(${sql}) AS BIGINT)`).join(", ")})`;
  return `(CASE WHEN ${known} THEN list_transform(range(1, ${longest} + 1), lambda ${place}: ${item}) END)`;
}

/** One value for each key of either map. */
function compileMapZipWith(node: Call, env: Env): Piece {
  expectArguments(node, 3);
  const [left, right] = [mapArgument(node, 0, env), mapArgument(node, 1, env)];
  if (left.type.key.kind !== right.type.key.kind) throw unexpected(node);
  const valueOf = (map: TypedSql & { type: MapType }, key: string) => ({
    sql: `map_extract(${map.sql}, ${key})[1]`,
    type: map.type.value,
  });
  const parts = (key: string) => [
    { sql: key, type: left.type.key },
    valueOf(left, key),
    valueOf(right, key),
  ];
  const { name, body } = compileLambda(lambdaArgument(node, 2), parts, env);
  const both = `list_concat(map_keys(${left.sql}), map_keys(${right.sql}))`;
  const keys = `list_transform(trino_first_places(${both}), lambda i: ${both}[i])`;
  return {
    sql: `(CASE WHEN ${left.sql} IS NOT NULL AND ${right.sql} IS NOT NULL THEN map(${keys}, list_transform(${keys}, lambda ${name}: ${body.sql})) END)`,
    type: { kind: "map", key: left.type.key, value: body.type },
  };
}
