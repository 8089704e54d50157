import { createHash, randomUUID } from "node:crypto";
import { DataApiError, invalid } from "./data-api-error.ts";
import {
  checkStatements,
  type REQUESTS,
  readRequest,
  type StatementRequest,
} from "./read-request.ts";
import { resultPage } from "./result-page.ts";
import { type RunContext, runParts } from "./run-parts.ts";
import { describeRun, hasEnded, type PartRun, type StatementRun } from "./statement-run.ts";

/** Source: Amazon Redshift Management Guide: active statements of an account, and how long results are kept. */
const MAX_ACTIVE = 500;
const KEPT_MS = 24 * 60 * 60 * 1000;

/** The statements of one embedded Data API. */
export class Statements {
  readonly #runs = new Map<string, StatementRun>();
  readonly #tokens = new Map<string, { readonly request: string; readonly id: string }>();
  readonly #context: RunContext;
  readonly #working = new Set<Promise<void>>();

  constructor(context: RunContext) {
    this.#context = context;
  }

  /** Do what a request asks for; its answer as JSON text. */
  answer(operation: keyof typeof REQUESTS, body: Buffer): string | Promise<string> {
    this.#forget();
    switch (operation) {
      case "ExecuteStatement": {
        const request = readRequest(operation, body);
        return JSON.stringify(this.#start(request, [request.Sql], false));
      }
      case "BatchExecuteStatement": {
        const request = readRequest(operation, body);
        return JSON.stringify(this.#start(request, request.Sqls, true));
      }
      case "DescribeStatement":
        return JSON.stringify(describeRun(this.#find(readRequest(operation, body).Id)));
      case "GetStatementResult":
        return this.#result(readRequest(operation, body));
      case "CancelStatement":
        return this.#cancel(readRequest(operation, body).Id);
      case "ListStatements":
        return this.#list(readRequest(operation, body));
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#working);
  }

  #start(request: StatementRequest, sqls: readonly string[], isBatch: boolean): object {
    checkStatements(request, sqls);
    const known = this.#sameRequest(request, sqls);
    const run = known ?? this.#submit(request, sqls, isBatch);
    return { Id: run.id, CreatedAt: run.createdAt / 1000, ...run.place };
  }

  /** The run that was started under the same token. */
  #sameRequest(request: StatementRequest, sqls: readonly string[]): StatementRun | undefined {
    const { ClientToken, ...rest } = request;
    if (ClientToken === undefined) return undefined;
    const text = createHash("sha256")
      .update(JSON.stringify([rest, sqls]))
      .digest("hex");
    const known = this.#tokens.get(ClientToken);
    if (known !== undefined && known.request !== text)
      throw invalid("The ClientToken was used for another request");
    return known === undefined ? undefined : this.#runs.get(known.id);
  }

  #submit(request: StatementRequest, sqls: readonly string[], isBatch: boolean): StatementRun {
    const active = [...this.#runs.values()].filter((run) => !hasEnded(run)).length;
    if (active >= MAX_ACTIVE)
      throw new DataApiError(
        "ActiveStatementsExceededException",
        `The number of active statements exceeds the limit of ${MAX_ACTIVE}`,
      );
    const run = newRun(request, sqls, { isBatch, now: this.#context.now() });
    this.#runs.set(run.id, run);
    const { ClientToken, ...rest } = request;
    const text = createHash("sha256")
      .update(JSON.stringify([rest, sqls]))
      .digest("hex");
    if (ClientToken !== undefined) this.#tokens.set(ClientToken, { request: text, id: run.id });
    const working = runParts(run, this.#context).finally(() => this.#working.delete(working));
    this.#working.add(working);
    return run;
  }

  #find(id: string): StatementRun {
    const run = this.#runs.get(id.split(":")[0] ?? "");
    if (run === undefined)
      throw new DataApiError("ResourceNotFoundException", "Query does not exist.");
    return run;
  }

  #result({ Id, NextToken }: { readonly Id: string; readonly NextToken?: string | undefined }) {
    const run = this.#find(Id);
    const part = run.isBatch ? run.parts.find(({ id }) => id === Id) : run.parts[0];
    if (run.state !== "FINISHED" || part?.answer === undefined || part.answer.fields.length === 0)
      throw new DataApiError(
        "ResourceNotFoundException",
        `Query does not have result. Please check query status with DescribeStatement.`,
      );
    return resultPage(part.answer, NextToken);
  }

  async #cancel(id: string): Promise<string> {
    const run = this.#find(id);
    if (hasEnded(run))
      throw invalid(`Could not cancel a query that is already in ${run.state} state`);
    run.state = "ABORTED";
    run.updatedAt = this.#context.now();
    await run.cancel?.();
    return JSON.stringify({ Status: true });
  }

  #list(request: {
    readonly Status?: string | undefined;
    readonly StatementName?: string | undefined;
    readonly MaxResults?: number | undefined;
    readonly NextToken?: string | undefined;
  }): string {
    const { Status = "ALL", StatementName = "", MaxResults = 100, NextToken = "0" } = request;
    if (!/^\d{1,9}$/.test(NextToken)) throw invalid("NextToken is not valid");
    const found = [...this.#runs.values()]
      .filter(({ state, name = "" }) => {
        return (Status === "ALL" || state === Status) && name.startsWith(StatementName);
      })
      .toReversed();
    const start = Number(NextToken);
    const count = MaxResults === 0 ? 100 : MaxResults;
    const next = start + count < found.length ? { NextToken: String(start + count) } : {};
    return JSON.stringify({ Statements: found.slice(start, start + count).map(listed), ...next });
  }

  /** Results are kept for a day. */
  #forget(): void {
    const oldest = this.#context.now() - KEPT_MS;
    for (const [id, run] of this.#runs)
      if (hasEnded(run) && run.updatedAt < oldest) this.#runs.delete(id);
    for (const [token, { id }] of this.#tokens) if (!this.#runs.has(id)) this.#tokens.delete(token);
  }
}

function newRun(
  request: StatementRequest,
  sqls: readonly string[],
  { isBatch, now }: { readonly isBatch: boolean; readonly now: number },
): StatementRun {
  const id = randomUUID();
  const { Database, WorkgroupName, ClusterIdentifier, DbUser, SecretArn } = request;
  const place = Object.entries({ Database, WorkgroupName, ClusterIdentifier, DbUser, SecretArn });
  return {
    id,
    name: request.StatementName,
    place: Object.fromEntries(place.filter(([, value]) => value !== undefined)) as Record<
      string,
      string
    >,
    isBatch,
    parameters: request.Parameters ?? [],
    createdAt: now,
    state: "SUBMITTED",
    error: undefined,
    updatedAt: now,
    cancel: undefined,
    parts: sqls.map(
      (sql, i): PartRun => ({
        id: isBatch ? `${id}:${i + 1}` : id,
        sql,
        state: "SUBMITTED",
        error: undefined,
        answer: undefined,
        updatedAt: now,
      }),
    ),
  };
}

function listed(run: StatementRun): object {
  return {
    Id: run.id,
    Status: run.state,
    CreatedAt: run.createdAt / 1000,
    UpdatedAt: run.updatedAt / 1000,
    IsBatchStatement: run.isBatch,
    ...(run.name === undefined ? {} : { StatementName: run.name }),
    ...(run.isBatch
      ? { QueryStrings: run.parts.map(({ sql }) => sql) }
      : { QueryString: run.parts[0]?.sql }),
  };
}
