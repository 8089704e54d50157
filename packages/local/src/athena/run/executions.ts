import { TrinoError } from "@cloudapi/athena/internal/analysis";
import { classifyFailure } from "./classify-failure.ts";
import { HiveError } from "./ddl/hive-error.ts";
import { runDdl } from "./ddl/run-ddl.ts";
import type { RunAs } from "./delegation.ts";
import type { Execution } from "./execution.ts";
import { isFinished } from "./execution.ts";
import { OutputObjects } from "./output-objects.ts";
import type { QueryResult } from "./results/query-result.ts";
import { ResultCache } from "./results/result-cache.ts";
import type { Engine } from "./run-select.ts";
import { runSelect } from "./run-select.ts";
import { ScanLimit } from "./scan-limit.ts";
import type { WriteStatement } from "./write/run-write.ts";
import { hasManifest, isWrite, runWrite } from "./write/run-write.ts";

const MAX_RUNNING = 3;

/** What is kept of statements that are finished. */
export interface Kept {
  /** How many are known. */
  readonly executions: number;
  /** How much memory their results may take, beside the last one. */
  readonly resultBytes: number;
}

/** The queue of statements: a few run at once, the finished are kept to be asked about. */
export class Executions {
  readonly #engine: Engine;
  readonly #most: number;
  readonly #all = new Map<string, Execution>();
  readonly #queue: Execution[] = [];
  readonly #running = new Set<Promise<void>>();
  readonly #runAs = new WeakMap<Execution, RunAs>();
  readonly #results: ResultCache;
  readonly #output: OutputObjects;

  constructor(engine: Engine, { executions, resultBytes }: Kept) {
    this.#most = executions;
    this.#engine = engine;
    this.#results = new ResultCache(resultBytes);
    this.#output = new OutputObjects(engine.s3, engine.delegation === undefined);
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
    const runAs = this.#engine.delegation?.capture();
    if (runAs !== undefined) this.#runAs.set(execution, runAs);
    this.#forgetOldest();
    this.#queue.push(execution);
    setImmediate(() => this.#next());
  }

  /** Why a location for results can't be reached, if it can't. */
  unreachable(location: string): Promise<string | undefined> {
    return this.#output.unreachable(location);
  }

  /** What a statement that succeeded has to show: from memory, or from where it was written; `undefined` when it is gone from there. */
  async result(execution: Execution): Promise<QueryResult | undefined> {
    const { id, shape } = execution;
    if (shape === undefined) return undefined;
    const rows = this.#results.get(id) ?? (await this.#output.read(execution, shape.header));
    if (rows === undefined) return undefined;
    this.#results.put(id, rows);
    return { ...shape, rows };
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
      if (this.#all.size <= this.#most) return;
      if (!isFinished(execution.state)) continue;
      this.#all.delete(id);
      this.#results.delete(id);
    }
  }

  #next(): void {
    while (this.#running.size < MAX_RUNNING) {
      const execution = this.#queue.shift();
      if (execution === undefined) return;
      if (isFinished(execution.state)) continue;
      const runAs = this.#runAs.get(execution) ?? ((work) => work());
      const run: Promise<void> = runAs(() => this.#run(execution)).finally(() => {
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
      const result = await this.#execute(execution);
      execution.abort.signal.throwIfAborted();
      await this.#output.write(execution, result);
      this.#keep(execution, result);
      finish(execution, "SUCCEEDED", undefined);
    } catch (error) {
      await this.#fail(execution, error);
    }
  }

  #keep(execution: Execution, { rows, ...shape }: QueryResult): void {
    if (isFinished(execution.state)) return;
    execution.shape = shape;
    this.#results.put(execution.id, rows);
  }

  async #execute(execution: Execution): Promise<QueryResult> {
    const { statement } = execution;
    if (statement === undefined) throw new Error("The statement is finished.");
    const database = execution.database ?? "default";
    const { signal } = execution.abort;
    const onScanned = (bytes: number) => {
      execution.bytesScanned = bytes;
      if (execution.cutoffBytes !== undefined && bytes > execution.cutoffBytes)
        throw new ScanLimit();
    };
    if (isWrite(statement)) return this.#write(execution, statement, { database, onScanned });
    if (statement.kind !== "query") {
      return runDdl(statement, {
        ...this.#engine,
        database: database.toLowerCase(),
        s3: this.#engine.s3(),
        now: this.#engine.now(),
        signal,
      });
    }
    if (statement.parsed instanceof TrinoError) throw statement.parsed;
    return runSelect(this.#engine, {
      parsed: statement.parsed,
      database: database.toLowerCase(),
      parameters: execution.parameters ?? [],
      signal,
      onScanned,
    });
  }

  /** A statement that writes; the list of its files is written beside its result. */
  #write(
    execution: Execution,
    statement: WriteStatement,
    { database, onScanned }: { database: string; onScanned: (bytes: number) => void },
  ): Promise<QueryResult> {
    const { id, outputLocation, enforced, parameters = [] } = execution;
    return runWrite(statement, {
      engine: this.#engine,
      database: database.toLowerCase(),
      parameters,
      signal: execution.abort.signal,
      onScanned,
      id,
      outputLocation,
      enforced,
      writeManifest: async (files) => {
        if (!hasManifest(statement)) return;
        execution.manifestLocation = await this.#output.writeManifest(execution, files);
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
    if (error instanceof HiveError) await this.#output.writeReason(execution, reason);
    execution.error = failure;
    finish(execution, "FAILED", reason);
  }
}

function finish(execution: Execution, state: Execution["state"], reason: string | undefined): void {
  if (isFinished(execution.state)) return;
  execution.completedAt = Date.now();
  execution.statement = undefined;
  execution.reason = reason;
  execution.state = state;
}
