import { describe, expect, it, onTestFinished, vi } from "vitest";
import { queryScript, type ScriptedAnswer, scriptedAthena } from "../../test/scripted-athena.ts";
import { AthenaQueryError } from "../errors/athena-query-error.ts";
import { type QueryProgress, runQuery } from "./run-query.ts";
import type { RunQueryInput } from "./start-request.ts";

const poll = { initialDelayMs: 1, maxDelayMs: 2 };
const running = { Status: { State: "RUNNING" }, Statistics: { DataScannedInBytes: 10 } };
const succeeded = {
  Status: { State: "SUCCEEDED" },
  StatementType: "DML",
  WorkGroup: "primary",
  EngineVersion: { EffectiveEngineVersion: "Athena engine version 3" },
  ResultConfiguration: { OutputLocation: "s3://b/r/q-1.csv" },
  Statistics: {
    DataScannedInBytes: 20,
    EngineExecutionTimeInMillis: 5,
    ResultReuseInformation: { ReusedPreviousResult: true },
  },
};

function operationsOf(calls: readonly { operation: string }[]): string[] {
  return calls.map(({ operation }) => operation.replace("QueryExecution", ""));
}

async function failureOf(promise: Promise<unknown>): Promise<AthenaQueryError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AthenaQueryError))
    throw new Error("no AthenaQueryError", { cause: error });
  return error;
}

describe("a query that succeeds", () => {
  it("is started with everything it was given, and reported", async () => {
    const { athena, calls } = scriptedAthena(
      queryScript([{ Status: { State: "QUEUED" } }, running, succeeded]),
    );
    const seen: QueryProgress[] = [];
    const run = await runQuery(
      athena,
      {
        sql: "SELECT 1 WHERE 'a' = ? AND 1 = ?",
        parameters: ["it's", 1],
        database: "logs",
        catalog: "AwsDataCatalog",
        workGroup: "primary",
        outputLocation: "s3://b/r/",
        clientRequestToken: "t".repeat(32),
        reuseResultsMaxAgeMinutes: 60,
        maxBytesScanned: 20,
      },
      { poll, onProgress: (progress) => seen.push(progress) },
    );
    expect(calls[0]?.input).toEqual({
      QueryString: "SELECT 1 WHERE 'a' = ? AND 1 = ?",
      ExecutionParameters: ["'it''s'", "1"],
      WorkGroup: "primary",
      QueryExecutionContext: { Database: "logs", Catalog: "AwsDataCatalog" },
      ResultConfiguration: { OutputLocation: "s3://b/r/" },
      ClientRequestToken: "t".repeat(32),
      ResultReuseConfiguration: {
        ResultReuseByAgeConfiguration: { Enabled: true, MaxAgeInMinutes: 60 },
      },
    });
    expect(run).toEqual({
      queryExecutionId: "q-1",
      outputLocation: "s3://b/r/q-1.csv",
      statementType: "DML",
      workGroup: "primary",
      engineVersion: "Athena engine version 3",
      statistics: {
        bytesScanned: 20,
        engineExecutionTimeMs: 5,
        queueTimeMs: undefined,
        planningTimeMs: undefined,
        totalExecutionTimeMs: undefined,
        reusedPreviousResult: true,
      },
    });
    expect(seen.map(({ state, bytesScanned }) => [state, bytesScanned])).toEqual([
      ["QUEUED", 0],
      ["RUNNING", 10],
      ["SUCCEEDED", 20],
    ]);
    expect(operationsOf(calls)).toEqual(["Start", "Get", "Get", "Get"]);
  });

  it("asks for no more than the statement when nothing else is given", async () => {
    const { athena, calls } = scriptedAthena(queryScript([succeeded]));
    await runQuery(athena, { sql: "SHOW TABLES", parameters: [] }, { poll });
    expect(Object.keys(calls[0]?.input ?? {}).sort()).toEqual([
      "ClientRequestToken",
      "QueryExecutionContext",
      "QueryString",
    ]);
  });
});

describe("throttling", () => {
  const throttled: ScriptedAnswer = { error: "ThrottlingException", message: "Rate exceeded" };

  it("is waited out, and a start is repeated with the same token", async () => {
    let [starts, looks] = [0, 0];
    const { athena, calls } = scriptedAthena(({ operation }) => {
      if (operation === "StartQueryExecution")
        return starts++ < 2
          ? {
              error: "TooManyRequestsException",
              message: "too many",
              fields: { Reason: "CONCURRENT_QUERY_LIMIT_EXCEEDED" },
            }
          : { body: { QueryExecutionId: "q-1" } };
      if (looks++ < 5) return throttled;
      return { body: { QueryExecution: succeeded } };
    });
    await runQuery(athena, { sql: "SELECT 1" }, { poll });
    const tokens = calls
      .filter(({ operation }) => operation === "StartQueryExecution")
      .map(({ input }) => input["ClientRequestToken"]);
    expect(tokens).toHaveLength(3);
    expect(new Set(tokens).size).toBe(1);
    expect(calls).toHaveLength(3 + 6);
  });

  it("tolerates failures of the server", async () => {
    let looks = 0;
    const { athena } = scriptedAthena(({ operation }) => {
      if (operation === "StartQueryExecution") return { body: { QueryExecutionId: "q-1" } };
      return looks++ < 2
        ? { error: "InternalServerException", message: "", status: 500 }
        : { body: { QueryExecution: succeeded } };
    });
    await expect(runQuery(athena, { sql: "SELECT 1" }, { poll })).resolves.toMatchObject({
      queryExecutionId: "q-1",
    });
  });

  it("ends some time, with the query stopped", async () => {
    const { athena, calls } = scriptedAthena(queryScript([], { GetQueryExecution: throttled }));
    const error = await failureOf(runQuery(athena, { sql: "SELECT 1" }, { poll }));
    expect(error).toMatchObject({ code: "THROTTLED", queryExecutionId: "q-1" });
    expect(operationsOf(calls).filter((operation) => operation === "Get")).toHaveLength(20);
    expect(operationsOf(calls).at(-1)).toBe("Stop");
  });
});

describe("a query that Athena runs again by itself", () => {
  const failed = (Retryable: boolean) => ({
    Status: {
      State: "FAILED",
      StateChangeReason: "GENERIC_INTERNAL_ERROR: a worker was lost",
      AthenaError: { ErrorCategory: 1, ErrorType: 1, Retryable },
    },
  });
  const queued = { Status: { State: "QUEUED" } };

  it("is waited for", async () => {
    const { athena, calls } = scriptedAthena(
      queryScript([running, failed(true), failed(true), queued, running, failed(true), succeeded]),
    );
    await expect(runQuery(athena, { sql: "SELECT 1" }, { poll })).resolves.toMatchObject({
      queryExecutionId: "q-1",
    });
    expect(operationsOf(calls)).toEqual(["Start", ...Array<string>(7).fill("Get")]);
  });

  it("is given up after a while, and not stopped, as it has ended", async () => {
    const { athena, calls } = scriptedAthena(queryScript([running, failed(true)]));
    const error = await failureOf(
      runQuery(athena, { sql: "SELECT 1" }, { poll, retryGraceMs: 20 }),
    );
    expect(error).toMatchObject({ code: "QUERY_FAILED", retryable: true, state: "FAILED" });
    expect(operationsOf(calls).length).toBeGreaterThan(3);
    expect(operationsOf(calls)).not.toContain("Stop");
  });

  it("is not waited for when Athena calls the failure final, or no grace is given", async () => {
    for (const [retryable, retryGraceMs] of [
      [false, 1_000],
      [true, 0],
    ] as const) {
      const { athena, calls } = scriptedAthena(queryScript([failed(retryable), succeeded]));
      await failureOf(runQuery(athena, { sql: "SELECT 1" }, { poll, retryGraceMs }));
      expect(operationsOf(calls)).toEqual(["Start", "Get"]);
    }
  });
});

describe("a connection that breaks", () => {
  const broken = (code: string) => Object.assign(new Error(`read ${code}`), { code });

  it.each(["ECONNRESET", "ETIMEDOUT", "EPIPE", "ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"])(
    "by %s is waited out: the query goes on, and a start is repeated with its token",
    async (code) => {
      let [starts, looks] = [0, 0];
      const { athena, calls } = scriptedAthena(({ operation }) => {
        if (operation === "StartQueryExecution") {
          if (starts++ < 2) throw broken(code);
          return { body: { QueryExecutionId: "q-1" } };
        }
        if (looks++ < 4) throw broken(code);
        return { body: { QueryExecution: succeeded } };
      });
      await expect(runQuery(athena, { sql: "SELECT 1" }, { poll })).resolves.toMatchObject({
        queryExecutionId: "q-1",
      });
      const tokens = calls.flatMap(({ input }) => input["ClientRequestToken"] ?? []);
      expect(new Set(tokens).size).toBe(1);
      expect(operationsOf(calls)).not.toContain("Stop");
    },
  );

  it("for good ends some time, and says that Athena could not be reached", async () => {
    const { athena } = scriptedAthena(() => {
      throw broken("ECONNREFUSED");
    });
    const error = await failureOf(runQuery(athena, { sql: "SELECT 1" }, { poll }));
    expect(error).toMatchObject({ code: "ATHENA_UNREACHABLE" });
    expect(error.message).toContain("ECONNREFUSED");
  });
});

describe("a malformed answer", () => {
  it.each([{}, { QueryExecution: {} }, { QueryExecution: { Status: {} } }])(
    "%j ends the waiting",
    async (body) => {
      const { athena, calls } = scriptedAthena(queryScript([], { GetQueryExecution: { body } }));
      expect(await failureOf(runQuery(athena, { sql: "SELECT 1" }, { poll }))).toMatchObject({
        code: "REQUEST_FAILED",
        message: expect.stringContaining(
          "GetQueryExecution answered without the state of the query",
        ) as string,
        queryExecutionId: "q-1",
      });
      expect(operationsOf(calls)).toEqual(["Start", "Get", "Stop"]);
    },
  );

  it.each(["StartQueryExecution", "GetQueryExecution"])(
    "%s that is never answered is sent again after a minute",
    async (silent) => {
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
      onTestFinished(() => void vi.useRealTimers());
      let isFirst = true;
      const script = queryScript([succeeded]);
      const { athena, calls } = scriptedAthena((call, ...more) => {
        if (call.operation !== silent || !isFirst) return script(call, ...more);
        isFirst = false;
        setImmediate(() => vi.advanceTimersByTime(60_000));
        return new Promise<never>(() => {});
      });
      await expect(runQuery(athena, { sql: "SELECT 1" }, { poll })).resolves.toMatchObject({
        queryExecutionId: "q-1",
      });
      expect(calls).toHaveLength(3);
    },
  );
});

describe("abort", () => {
  it("stops the query and rejects with the reason", async () => {
    const controller = new AbortController();
    const { athena, calls } = scriptedAthena(queryScript([running]));
    const reason = new Error("enough");
    const onProgress = () => controller.abort(reason);
    await expect(
      runQuery(athena, { sql: "SELECT 1" }, { poll, signal: controller.signal, onProgress }),
    ).rejects.toBe(reason);
    expect(operationsOf(calls)).toEqual(["Start", "Get", "Stop"]);
    expect(calls.at(-1)?.input).toEqual({ QueryExecutionId: "q-1" });
  });

  it("during a wait does not wait for its end", async () => {
    const { athena, calls } = scriptedAthena(queryScript([running]));
    const started = performance.now();
    await expect(
      runQuery(
        athena,
        { sql: "SELECT 1" },
        { poll: { initialDelayMs: 60_000, maxDelayMs: 60_000 }, signal: AbortSignal.timeout(20) },
      ),
    ).rejects.toMatchObject({ name: "TimeoutError" });
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(operationsOf(calls)).toEqual(["Start", "Stop"]);
  });

  it("while the query is being started still stops it", async () => {
    const controller = new AbortController();
    const { athena, calls } = scriptedAthena(async ({ operation }) => {
      if (operation !== "StartQueryExecution") return { body: {} };
      controller.abort();
      await new Promise((resolve) => setTimeout(resolve, 20));
      return { body: { QueryExecutionId: "q-2" } };
    });
    await expect(
      runQuery(athena, { sql: "SELECT 1" }, { poll, signal: controller.signal }),
    ).rejects.toMatchObject({ name: "AbortError" });
    expect(calls.map(({ operation, input }) => [operation, input["QueryExecutionId"]])).toEqual([
      ["StartQueryExecution", undefined],
      ["StopQueryExecution", "q-2"],
    ]);
  });

  it("before the start sends nothing", async () => {
    const { athena, calls } = scriptedAthena(queryScript([succeeded]));
    await expect(
      runQuery(athena, { sql: "SELECT 1" }, { signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ name: "AbortError" });
    expect(calls).toEqual([]);
  });

  it("rejects with the reason even when the query can't be stopped", async () => {
    const { athena } = scriptedAthena(
      queryScript([running], {
        StopQueryExecution: { error: "InvalidRequestException", message: "no" },
      }),
    );
    await expect(
      runQuery(athena, { sql: "SELECT 1" }, { poll, signal: AbortSignal.timeout(10) }),
    ).rejects.toMatchObject({ name: "TimeoutError" });
  });

  it("a progress callback that throws stops the query too", async () => {
    const { athena, calls } = scriptedAthena(queryScript([running]));
    const onProgress = () => {
      throw new Error("callback");
    };
    await expect(runQuery(athena, { sql: "SELECT 1" }, { poll, onProgress })).rejects.toThrow(
      "callback",
    );
    expect(operationsOf(calls)).toEqual(["Start", "Get", "Stop"]);
  });
});

describe("the limit on scanned bytes", () => {
  it("stops a running query that has passed it", async () => {
    const { athena, calls } = scriptedAthena(
      queryScript([running, { ...running, Statistics: { DataScannedInBytes: 31 } }, succeeded]),
    );
    const error = await failureOf(
      runQuery(athena, { sql: "SELECT 1", maxBytesScanned: 30 }, { poll }),
    );
    expect(error).toMatchObject({
      code: "BYTES_SCANNED_LIMIT",
      bytesScanned: 31,
      queryExecutionId: "q-1",
    });
    expect(error.message).toContain("31 bytes, more than maxBytesScanned (30). It was stopped.");
    expect(operationsOf(calls)).toEqual(["Start", "Get", "Get", "Stop"]);
  });

  it("fails a query that was faster than the looks at it", async () => {
    const { athena, calls } = scriptedAthena(queryScript([succeeded]));
    const error = await failureOf(
      runQuery(athena, { sql: "SELECT 1", maxBytesScanned: 19 }, { poll }),
    );
    expect(error.message).toContain("its result can still be read");
    expect(operationsOf(calls)).toEqual(["Start", "Get"]);
  });

  it("is told from any other cancellation when the work group has one", async () => {
    const { athena } = scriptedAthena(
      queryScript([
        { Status: { State: "CANCELLED", StateChangeReason: "Bytes scanned limit was exceeded" } },
      ]),
    );
    expect(await failureOf(runQuery(athena, { sql: "SELECT 1" }, { poll }))).toMatchObject({
      code: "BYTES_SCANNED_LIMIT",
      state: "CANCELLED",
    });
  });
});

describe("a query that fails", () => {
  it("carries code, id, Athena's numbers and the place in the SQL", async () => {
    const StateChangeReason =
      "COLUMN_NOT_FOUND: line 2:8: Column 'nope' cannot be resolved or requester is not authorized to access requested resources";
    const { athena, calls } = scriptedAthena(
      queryScript([
        {
          Status: {
            State: "FAILED",
            StateChangeReason,
            AthenaError: { ErrorCategory: 2, ErrorType: 1006, Retryable: false },
          },
        },
      ]),
    );
    const error = await failureOf(
      runQuery(athena, { sql: "SELECT endpoint,\n       nope\nFROM api_logs" }, { poll }),
    );
    expect(error).toMatchObject({
      code: "NO_SUCH_COLUMN",
      queryExecutionId: "q-1",
      state: "FAILED",
      errorCategory: 2,
      athenaErrorType: 1006,
      retryable: false,
      reason: StateChangeReason,
      line: 2,
      column: 8,
      excerpt: "2 |        nope\n  |        ^",
    });
    expect(error.message).toBe(
      `Athena query q-1 failed: ${StateChangeReason}\n2 |        nope\n  |        ^\nCheck the column's name against the table; Athena also answers so when the caller may not see the column.`,
    );
    expect(operationsOf(calls)).toEqual(["Start", "Get"]);
  });

  it("by someone's cancelling says so", async () => {
    const { athena } = scriptedAthena(
      queryScript([
        {
          Status: {
            State: "CANCELLED",
            StateChangeReason: "Query cancelled: access denied to nobody",
          },
        },
      ]),
    );
    const error = await failureOf(runQuery(athena, { sql: "SELECT 1" }, { poll }));
    expect(error).toMatchObject({ code: "QUERY_CANCELLED", state: "CANCELLED" });
    expect(error.message).toContain("Athena query q-1 was cancelled");
  });

  it("without a known reason is QUERY_FAILED", async () => {
    const { athena } = scriptedAthena(queryScript([{ Status: { State: "FAILED" } }]));
    expect(await failureOf(runQuery(athena, { sql: "SELECT 1" }, { poll }))).toMatchObject({
      code: "QUERY_FAILED",
      reason: "Athena gave no reason.",
    });
  });
});

describe("a request that is refused", () => {
  it.each<[ScriptedAnswer, string]>([
    [
      {
        error: "InvalidRequestException",
        message: "line 1:8: mismatched input 'FORM'. Expecting: <EOF>",
        fields: { AthenaErrorCode: "MALFORMED_QUERY" },
      },
      "SQL_SYNTAX",
    ],
    [
      {
        error: "InvalidRequestException",
        message:
          "No output location provided. An output location is required either through the Workgroup result configuration setting or as an API input.",
      },
      "NO_OUTPUT_LOCATION",
    ],
    [
      { error: "InvalidRequestException", message: "WorkGroup nope is not found." },
      "NO_SUCH_WORK_GROUP",
    ],
    [
      {
        error: "AccessDeniedException",
        message:
          "User: arn:aws:iam::1:user/u is not authorized to perform: athena:StartQueryExecution",
      },
      "ACCESS_DENIED",
    ],
    [{ error: "InvalidRequestException", message: "Something new" }, "REQUEST_FAILED"],
  ])("%j is %s", async (answer, code) => {
    const { athena, calls } = scriptedAthena(queryScript([], { StartQueryExecution: answer }));
    const error = await failureOf(runQuery(athena, { sql: "SELECT FORM t" }, { poll }));
    expect(error).toMatchObject({ code, queryExecutionId: undefined });
    expect(error.message).toMatch(
      /^Athena refused the request: (?:InvalidRequest|AccessDenied)Exception: /,
    );
    expect(error.cause).toBeInstanceOf(Error);
    expect(calls).toHaveLength(1);
  });

  it("names credentials that are missing", async () => {
    const { athena } = scriptedAthena(() => {
      throw Object.assign(new Error("Could not load credentials"), {
        name: "CredentialsProviderError",
      });
    });
    expect(await failureOf(runQuery(athena, { sql: "SELECT 1" }, { poll }))).toMatchObject({
      code: "NO_CREDENTIALS",
    });
  });
});

describe("bad input", () => {
  const { athena, calls } = scriptedAthena(queryScript([succeeded]));
  it.each<[object, ErrorConstructor | typeof RangeError, string]>([
    [{ sql: "" }, RangeError, "sql is empty"],
    [{ sql: " \n" }, RangeError, "sql is empty"],
    [{ sql: 5 }, TypeError, "sql must be a string, not number"],
    [{ sql: `SELECT '${"x".repeat(262_144)}'` }, RangeError, "at most 262144"],
    [
      { sql: "SELECT ?", parameters: ["x".repeat(1_023)] },
      RangeError,
      "parameter 1 is 1025 characters long",
    ],
    [{ sql: "SELECT ?", parameters: [undefined] }, TypeError, "has no SQL literal"],
    [{ sql: "SELECT 1", clientRequestToken: "short" }, RangeError, "32 to 128"],
    [{ sql: "SELECT 1", maxBytesScanned: -1 }, RangeError, "maxBytesScanned"],
    [{ sql: "SELECT 1", maxBytesScanned: Number.NaN }, RangeError, "maxBytesScanned"],
    [{ sql: "SELECT 1", reuseResultsMaxAgeMinutes: 10_081 }, RangeError, "0 to 10080"],
    [
      { sql: "SELECT 1", outputLocation: "/tmp/results" },
      TypeError,
      "outputLocation must be s3://bucket/prefix/",
    ],
    [
      { sql: "SELECT 1", workgroup: "primary" },
      TypeError,
      'unknown option "workgroup". Did you mean "workGroup"?',
    ],
  ])("case %#: %s", async (input, type, message) => {
    const promise = runQuery(athena, input as RunQueryInput);
    await expect(promise).rejects.toThrow(message);
    await expect(promise).rejects.toBeInstanceOf(type);
    expect(calls).toEqual([]);
  });

  it.each([
    [{ pol: {} }, TypeError],
    [{ poll: { factor: 0.5 } }, RangeError],
    [{ poll: { initialDelayMs: Number.NaN } }, RangeError],
    [{ poll: { maxDelay: 5 } }, TypeError],
  ])("refuses options %j", async (options, type) => {
    await expect(runQuery(athena, { sql: "SELECT 1" }, options as object)).rejects.toBeInstanceOf(
      type,
    );
  });
});
