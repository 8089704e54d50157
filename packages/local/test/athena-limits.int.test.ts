import { randomUUID } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createAthenaEndpoint } from "../src/athena/create-athena-endpoint.ts";
import { OutputObjects } from "../src/athena/run/output-objects.ts";
import { startLocalCloud } from "../src/index.ts";
import { BUCKET, OUTPUT, refusal, useAthena } from "./athena/use-athena.ts";

const test = useAthena();

/** Hours of work, in one step of the engine. */
const ENDLESS = `SELECT count(*) FROM UNNEST(sequence(1, 10000)) a(x) CROSS JOIN UNNEST(sequence(1, 10000)) b(y)
CROSS JOIN UNNEST(sequence(1, 10000)) c(z) WHERE (x * y) % 7 = z`;

afterEach(() => {
  vi.unstubAllEnvs();
});

async function stateOf(id: string): Promise<string> {
  const answer = await test.athena.send(new GetQueryExecutionCommand({ QueryExecutionId: id }));
  return answer.QueryExecution?.Status?.State ?? "";
}

const stop = (id: string) =>
  test.athena.send(new StopQueryExecutionCommand({ QueryExecutionId: id }));

describe("StopQueryExecution", () => {
  it("cancels what runs and what waits, whenever it comes, and makes room at once", async () => {
    for (const asked of [0, 1, 2, 5]) {
      const ids = await Promise.all([1, 2, 3, 4, 5].map(() => test.start(ENDLESS)));
      expect(await stateOf(ids[4] ?? "")).toBe("QUEUED");
      for (let i = 0; i < asked; i++) expect(await stateOf(ids[0] ?? "")).toBe("RUNNING");
      await Promise.all(ids.map(stop));
      for (const id of ids) expect(await stateOf(id)).toBe("CANCELLED");
      expect(await test.rows("SELECT 1")).toEqual([["1"]]);
    }
  });

  it("leaves no result, and says so", async () => {
    const id = await test.start(ENDLESS);
    await stop(id);
    const { Status: status } = await test.wait(id);
    expect(status).toMatchObject({
      State: "CANCELLED",
      StateChangeReason: "Query cancelled by user",
    });
    const results = test.athena.send(new GetQueryResultsCommand({ QueryExecutionId: id }));
    expect((await refusal(results)).code).toBe("RESULT_NOT_FOUND");
    await expect(test.get(`${OUTPUT}${id}.csv`)).rejects.toMatchObject({ name: "NoSuchKey" });
  });
});

describe("closing the cloud", () => {
  it("ends the queries that run and wait, and leaves no file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "athena-close-"));
    vi.stubEnv("TMPDIR", folder);
    const cloud = await startLocalCloud();
    const s3 = new S3Client(cloud.clientConfig);
    const athena = new AthenaClient(cloud.clientConfig);
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    for (let i = 0; i < 5; i++)
      await athena.send(
        new StartQueryExecutionCommand({
          QueryString: ENDLESS,
          ResultConfiguration: { OutputLocation: OUTPUT },
        }),
      );
    await cloud.close();
    expect(await readdir(folder)).toEqual([]);
    s3.destroy();
    athena.destroy();
    await rm(folder, { recursive: true });
  });
});

describe("results that left memory", () => {
  it("are read from where they were written, page by page", async () => {
    const athena = createAthenaEndpoint({ s3: test.s3, resultBytes: 1 });
    const call = async (operation: string, input: object) => {
      const request = {
        headers: new Map([["x-amz-target", `AmazonAthena.${operation}`]]),
        body: Buffer.from(JSON.stringify(input)),
      };
      const { body } = await athena.handle(request as never);
      return JSON.parse(String(body)) as Record<string, unknown>;
    };
    const run = async (sql: string) => {
      const { QueryExecutionId: id } = await call("StartQueryExecution", {
        QueryString: sql,
        ClientRequestToken: randomUUID(),
        ResultConfiguration: { OutputLocation: OUTPUT },
      });
      await vi.waitFor(
        async () =>
          expect(await call("GetQueryExecution", { QueryExecutionId: id })).toMatchObject({
            QueryExecution: { Status: { State: "SUCCEEDED" } },
          }),
        { interval: 5 },
      );
      return id as string;
    };
    const resultOf = (id: string) => call("GetQueryResults", { QueryExecutionId: id });
    const statements = [
      `SELECT x, nullif(x % 3, 0) AS n, 'it''s "q",' || chr(10) AS odd, '' AS empty FROM UNNEST(sequence(1, 4)) t(x) ORDER BY x`,
      "SELECT CAST(NULL AS varchar) AS nothing",
      "SELECT 1 AS none WHERE false",
      "SHOW DATABASES",
      "CREATE DATABASE more",
    ];
    const ids: string[] = [];
    const first: unknown[] = [];
    for (const sql of statements) {
      ids.push(await run(sql));
      first.push(await resultOf(ids.at(-1) ?? ""));
    }
    expect(first[0]).toMatchObject({
      ResultSet: {
        Rows: [
          { Data: [{ VarCharValue: "x" }, { VarCharValue: "n" }, {}, {}] },
          { Data: [{ VarCharValue: "1" }, { VarCharValue: "1" }, {}, { VarCharValue: "" }] },
          {},
          { Data: [{ VarCharValue: "3" }, {}, { VarCharValue: 'it\'s "q",\n' }, {}] },
          {},
        ],
      },
    });
    for (const [i, id] of ids.entries()) expect(await resultOf(id)).toEqual(first[i]);
    await test.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: `results/${ids[0]}.csv` }));
    expect(await resultOf(ids[0] ?? "")).toMatchObject({ AthenaErrorCode: "RESULT_NOT_FOUND" });
    await athena.close();
  });
});

describe("output that may not be written", () => {
  it("fails the query as Athena does, and is named", async () => {
    const denied = new OutputObjects(() => denying(test.s3, "PutObjectCommand"), true);
    const execution = {
      outputLocation: `${OUTPUT}x.csv`,
      kind: { type: "DML", substatement: "SELECT" },
      abort: new AbortController(),
    };
    const result = { columns: [], rows: [], header: true, updateCount: 0 };
    await expect(denied.write(execution as never, result)).rejects.toThrow(
      `Access denied when writing output to url: ${OUTPUT}x.csv .`,
    );
    const closed = new OutputObjects(() => denying(test.s3, "GetBucketLocationCommand"), true);
    expect(await closed.unreachable(OUTPUT)).toBe(
      `Unable to verify/create output bucket ${BUCKET}: AccessDenied: Access Denied`,
    );
  });
});

/** An S3 client that may not send one command. */
function denying(s3: S3Client, command: string): S3Client {
  const fault = { name: "AccessDenied", $fault: "client", $metadata: {} } as const;
  const send = (each: { constructor: { name: string } }, ...more: unknown[]) =>
    each.constructor.name === command
      ? Promise.reject(new S3ServiceException({ ...fault, message: "Access Denied" }))
      : s3.send(each as never, ...(more as []));
  return { send } as unknown as S3Client;
}
