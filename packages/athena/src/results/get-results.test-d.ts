import type { AthenaClient } from "@aws-sdk/client-athena";
import { apiLogs, type Row } from "@cloudapi/core";
import { expectTypeOf, it } from "vitest";
import * as z from "zod";
import { query } from "../query.ts";
import { type AthenaRow, getResults } from "./get-results.ts";

declare const athena: AthenaClient;
const queryExecutionId = "q";

it("types rows by what they are read as", () => {
  expectTypeOf(getResults(athena, { queryExecutionId })).toEqualTypeOf<
    AsyncGenerator<AthenaRow, void, undefined>
  >();
  expectTypeOf(getResults(athena, { queryExecutionId, schema: apiLogs })).toEqualTypeOf<
    AsyncGenerator<Row<typeof apiLogs>, void, undefined>
  >();
  expectTypeOf(
    getResults(athena, { queryExecutionId, schema: z.object({ n: z.int64() }) }),
  ).toEqualTypeOf<AsyncGenerator<{ n: bigint }, void, undefined>>();
  expectTypeOf(query(athena, { sql: "SELECT 1", schema: z.object({ n: z.int() }) })).toEqualTypeOf<
    AsyncGenerator<{ n: number }, void, undefined>
  >();
});
