import { checkOptionNames } from "@cloudapi/core/internal";
import {
  checkCallOptions,
  checkStatement,
  checkTransaction,
} from "../warehouse/check-statements.ts";
import type { ResultPage, StatementOutcome, Warehouse } from "../warehouse/warehouse.ts";
import { fetchPages } from "./fetch-pages.ts";
import { inlineParameters } from "./inline-parameters.ts";
import { pageOf } from "./page-of.ts";
import type { PgPool } from "./pg-pool.ts";
import { inTransaction, withSession } from "./pg-session.ts";

/** Source: Amazon Redshift Database Developer Guide, "SQL commands": a statement has at most 16 MB. */
const LIMITS = Object.freeze({ statements: 10_000, statementBytes: 16_000_000 });

/** How rows are fetched. */
export interface PgInput {
  /** Rows of a page; default 1,000. */
  readonly pageRows?: number | undefined;
}

/**
 * A database of Redshift through the driver `pg` and a pool of yours. Each transaction has a connection of its own.
 *
 * @throws {RangeError} for rows of a page that can't be
 *
 * @example
 * ```ts
 * import { Pool } from "pg";
 * import { pgWarehouse } from "@cloudapi/redshift/pg";
 *
 * const pool = new Pool({ host: "analytics.example.com", port: 5439, database: "dev" });
 * console.log(pgWarehouse(pool).kind); // => "pg"
 * ```
 */
export function pgWarehouse(pool: PgPool, input: PgInput = {}): Warehouse {
  checkOptionNames("pgWarehouse", input, ["pageRows"]);
  const { pageRows = 1_000 } = input;
  if (!Number.isInteger(pageRows) || pageRows < 1)
    throw new RangeError(
      `pgWarehouse: pageRows must be an integer of at least 1, not ${pageRows}.`,
    );
  return Object.freeze({
    kind: "pg",
    limits: LIMITS,
    transaction(transaction, options = {}) {
      checkCallOptions("transaction", options);
      checkTransaction(transaction, LIMITS);
      return withSession(pool, options.signal, (session) =>
        inTransaction(session, async () => {
          const statements: StatementOutcome[] = [];
          let result: ResultPage | undefined;
          for (const [i, sql] of transaction.statements.entries()) {
            const answer = await session.query(sql);
            statements.push({ rows: answer.rowCount ?? 0 });
            if (i === transaction.resultOf) result = pageOf(answer);
          }
          return { statements, result };
        }),
      );
    },
    run(sql, options = {}) {
      checkCallOptions("run", options);
      checkStatement(sql, LIMITS);
      return withSession(pool, options.signal, async (session) => ({
        rows: (await session.query(sql)).rowCount ?? 0,
      }));
    },
    async *pages(query, options = {}) {
      checkCallOptions("pages", options);
      checkStatement(query.sql, LIMITS);
      yield* fetchPages(pool, { sql: inlineParameters(query), pageRows }, options.signal);
    },
  } satisfies Warehouse);
}
