import type { Env, Facts, Field, QueryEnv } from "../scope/compilation.ts";

/** Where an expression of FROM stands: a condition of a join, an argument of UNNEST. */
export function relationEnv(fields: readonly Field[], outer: QueryEnv, facts: Facts): Env {
  return {
    ...outer,
    scope: { fields, outer: outer.outer },
    clause: "JOIN clause",
    aggregates: "refused",
    windows: "refused",
    grouping: undefined,
    lambdas: new Map(),
    facts,
  };
}
