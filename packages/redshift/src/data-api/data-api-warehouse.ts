import type { RedshiftDataClient } from "@aws-sdk/client-redshift-data";
import { checkOptionNames } from "@cloudapi/core/internal";
import {
  checkCallOptions,
  checkStatement,
  checkTransaction,
} from "../warehouse/check-statements.ts";
import type { StatementOutcome, Warehouse } from "../warehouse/warehouse.ts";
import { type ConnectionInput, readConnection } from "./connection.ts";
import { resultPages } from "./result-pages.ts";
import { runStatements } from "./run-statements.ts";

/** Source: Amazon Redshift Management Guide, "Considerations when calling the Amazon Redshift Data API". */
const LIMITS = Object.freeze({ statements: 40, statementBytes: 100_000 });

/** Which database, and how often one looks at a statement that runs. */
export interface DataApiInput extends ConnectionInput {
  /** The longest wait between two looks; default 5,000 ms. */
  readonly maxDelayMs?: number | undefined;
}

/**
 * A database of Redshift through its Data API: over HTTPS, without a connection or a driver. Transactions are batches, which run as one.
 *
 * IAM: `redshift-data:ExecuteStatement` and `redshift-data:BatchExecuteStatement` on the workgroup or cluster, `redshift-data:DescribeStatement`,
 * `redshift-data:GetStatementResult` and `redshift-data:CancelStatement`; `redshift-serverless:GetCredentials` for a workgroup without a
 * secret, `redshift:GetClusterCredentialsWithIAM` or `redshift:GetClusterCredentials` for a cluster, or `secretsmanager:GetSecretValue` for a secret.
 *
 * @throws {TypeError} for a place that is not one database
 *
 * @example
 * ```ts
 * import { RedshiftDataClient } from "@aws-sdk/client-redshift-data";
 * import { dataApiWarehouse } from "@cloudapi/redshift/data-api";
 *
 * const client = new RedshiftDataClient();
 * const warehouse = dataApiWarehouse(client, { workgroupName: "analytics", database: "dev" });
 * console.log(warehouse.kind, warehouse.limits.statements); // => data-api 40
 * client.destroy();
 * ```
 */
export function dataApiWarehouse(client: RedshiftDataClient, input: DataApiInput): Warehouse {
  checkOptionNames("dataApiWarehouse", input, [
    "workgroupName",
    "clusterIdentifier",
    "database",
    "secretArn",
    "dbUser",
    "maxDelayMs",
  ]);
  const connection = readConnection(input);
  const maxDelayMs = readDelay(input.maxDelayMs);
  const target = { client, connection, maxDelayMs };
  return Object.freeze({
    kind: "data-api",
    limits: LIMITS,
    async transaction(transaction, options = {}) {
      checkCallOptions("transaction", options);
      checkTransaction(transaction, LIMITS);
      const { statements, resultOf } = transaction;
      const run = await runStatements(target, { statements }, options.signal);
      const outcomes = run.statements.map(({ rows }): StatementOutcome => ({ rows }));
      if (resultOf === undefined) return { statements: outcomes, result: undefined };
      const id = run.statements[resultOf]?.id ?? run.id;
      const pages = [];
      for await (const page of resultPages(target, id, options.signal)) pages.push(page);
      const [first] = pages;
      return {
        statements: outcomes,
        result: { columns: first?.columns ?? [], rows: pages.flatMap(({ rows }) => rows) },
      };
    },
    async run(sql, options = {}) {
      checkCallOptions("run", options);
      checkStatement(sql, LIMITS);
      const run = await runStatements(
        target,
        { statements: [sql], isSingle: true },
        options.signal,
      );
      return { rows: run.statements[0]?.rows ?? 0 };
    },
    async *pages({ sql, parameters }, options = {}) {
      checkCallOptions("pages", options);
      checkStatement(sql, LIMITS);
      const query = { statements: [sql], isSingle: true, parameters };
      const run = await runStatements(target, query, options.signal);
      if (run.hasResult) yield* resultPages(target, run.id, options.signal);
    },
  } satisfies Warehouse);
}

function readDelay(maxDelayMs: number = 5_000): number {
  if (Number.isFinite(maxDelayMs) && maxDelayMs > 0) return maxDelayMs;
  throw new RangeError(`dataApiWarehouse: maxDelayMs must be more than 0, not ${maxDelayMs}.`);
}
