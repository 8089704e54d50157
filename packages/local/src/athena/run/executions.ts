import { PutObjectCommand } from "@aws-sdk/client-s3";
import { HiveError } from "../ddl/hive-error.ts";
import { parseStatement } from "../ddl/parse-statement.ts";
import { runDdl } from "../ddl/run-ddl.ts";
import type { Statement } from "../ddl/statement.ts";
import type { QueryResult } from "../results/query-result.ts";
import { resultFile, resultMetadata } from "../results/result-file.ts";
import { classifyFailure } from "./classify-failure.ts";
import type { Execution } from "./execution.ts";
import { isFinished } from "./execution.ts";
import type { Engine } from "./run-select.ts";
import { runSelect } from "./run-select.ts";
import { ScanLimit } from "./scan-limit.ts";

const MAX_RUNNING = 3;
const MAX_KEPT = 10_000;

/** The queue of statements: a few run at once, the finished are kept to be asked about. */
export class Executions {
  readonly #engine: Engine;
  readonly #all = new Map<string, Execution>();
  readonly #queue: Execution[] = [];
  readonly #running = new Set<Promise<void>>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  get(id: string): Execution | undefined {
    return this.#all.get(id);
  }

  /** The newest first. */
  list(workGroup: string): Execution[] {
    return [...this.#all.values()]
      .filter((execution) => execution.workGroup === workGroup)
      .reverse();
  }

  submit(execution: Execution): void {
    this.#all.set(execution.id, execution);
    this.#forgetOldest();
    this.#queue.push(execution);
    setImmediate(() => this.#next());
  }

  stop(execution: Execution): void {
    if (isFinished(execution.state)) return;
    execution.abort.abort();
    finish(execution, "CANCELLED", "Query cancelled by user");
  }

  async close(): Promise<void> {
    this.#queue.length = 0;
    for (const execution of this.#all.values()) this.stop(execution);
    await Promise.all(this.#running);
  }

  #forgetOldest(): void {
    for (const [id, execution] of this.#all) {
      if (this.#all.size <= MAX_KEPT) return;
      if (isFinished(execution.state)) this.#all.delete(id);
    }
  }

  #next(): void {
    while (this.#running.size < MAX_RUNNING) {
      const execution = this.#queue.shift();
      if (execution === undefined) return;
      if (isFinished(execution.state)) continue;
      const run: Promise<void> = this.#run(execution).finally(() => {
        this.#running.delete(run);
        this.#next();
      });
      this.#running.add(run);
    }
  }

  async #run(execution: Execution): Promise<void> {
    execution.state = "RUNNING";
    execution.startedAt = Date.now();
    try {
      const statement = parseStatement(execution.sql);
      const result = await this.#execute(statement, execution);
      execution.abort.signal.throwIfAborted();
      await this.#write(execution, result);
      execution.result = result;
      finish(execution, "SUCCEEDED", undefined);
    } catch (error) {
      await this.#fail(execution, error);
    }
  }

  #execute(statement: Statement, execution: Execution): Promise<QueryResult> {
    const database = execution.database ?? "default";
    const { signal } = execution.abort;
    if (statement.kind !== "query") {
      return runDdl(statement, {
        catalog: this.#engine.catalog,
        database: database.toLowerCase(),
        s3: this.#engine.s3(),
        now: this.#engine.now(),
        signal,
      });
    }
    return runSelect(this.#engine, {
      sql: execution.sql,
      database: database.toLowerCase(),
      parameters: execution.parameters ?? [],
      signal,
      onScanned(bytes) {
        execution.bytesScanned = bytes;
        if (execution.cutoffBytes !== undefined && bytes > execution.cutoffBytes)
          throw new ScanLimit();
      },
    });
  }

  async #fail(execution: Execution, error: unknown): Promise<void> {
    if (isFinished(execution.state)) return;
    if (error instanceof ScanLimit) {
      finish(execution, "CANCELLED", "Query cancelled! : Bytes scanned limit was exceeded");
      return;
    }
    const { reason, failure } = classifyFailure(error);
    if (error instanceof HiveError)
      await this.#put(execution.outputLocation, reason, "application/octet-stream").catch(
        () => undefined,
      );
    execution.error = failure;
    finish(execution, "FAILED", reason);
  }

  async #write(execution: Execution, result: QueryResult): Promise<void> {
    const plain =
      execution.kind.substatement.startsWith("SHOW_") ||
      (execution.kind.type === "DDL" && result.rows.length === 0);
    const contentType =
      plain && execution.kind.substatement !== "SHOW_CREATE_TABLE"
        ? "binary/octet-stream"
        : "application/octet-stream";
    await this.#put(execution.outputLocation, resultFile(result), contentType);
    if (result.columns.length > 0)
      await this.#put(
        `${execution.outputLocation}.metadata`,
        resultMetadata(execution.id, result),
        contentType,
      );
  }

  async #put(location: string, body: string | Uint8Array, contentType: string): Promise<void> {
    const [, bucket = "", key = ""] = /^s3:\/\/([^/]+)\/(.*)$/s.exec(location) ?? [];
    try {
      await this.#engine.s3().send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          Body: typeof body === "string" ? Buffer.from(body) : body,
          ContentType: contentType,
        }),
      );
    } catch (error) {
      throw new OutputError(location, error);
    }
  }
}

/** The result could not be written: most often the bucket does not exist. */
class OutputError extends HiveError {
  constructor(location: string, cause: unknown) {
    const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    super(`Unable to write the query's results to ${location}: ${why}`);
  }
}

function finish(execution: Execution, state: Execution["state"], reason: string | undefined): void {
  if (isFinished(execution.state)) return;
  execution.completedAt = Date.now();
  execution.reason = reason;
  execution.state = state;
}
