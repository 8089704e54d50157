import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { bundleHandler } from "./bundle-handler.ts";
import { FUNCTION_SOURCES } from "./function-sources.ts";
import { type InvokeAnswer, startRuntimeApi } from "./runtime-api.ts";

/** How a function is configured. */
export interface LambdaProcessOptions {
  /** The runtime client of AWS: the module `index.mjs` of `aws-lambda-ric`. */
  readonly client: string;
  /** The function's folder, with its code. */
  readonly folder: string;
  /** Default `index.handler`. */
  readonly handler?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMb?: number;
}

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A function as Lambda runs it: one process of AWS's runtime client, which is given one event after the other. */
export interface LambdaProcess {
  /** The answer of Lambda's Invoke; the function is told that it has so much time, by default Lambda's 15 minutes. */
  invoke(event: unknown, timeoutMs?: number): Promise<InvokeAnswer>;
  /** The lines that the process has written, as far as they came: the last may come after an answer. */
  log(): string[];
  readonly ended: Promise<ProcessEnd>;
  /** End the process as Lambda does, and wait for it. */
  stop(): Promise<ProcessEnd>;
}

const LONGEST_MS = 900_000;

/** Bundle a function as it is deployed, into a folder of its own. */
export async function deployToFolder(name: keyof typeof FUNCTION_SOURCES): Promise<{
  readonly folder: string;
  remove(): Promise<void>;
}> {
  const folder = await mkdtemp(join(tmpdir(), `function-${name}-`));
  const resolveDir = resolve(import.meta.dirname, "..");
  const contents = FUNCTION_SOURCES[name];
  await bundleHandler(join(folder, "index.mjs"), { stdin: { contents, resolveDir } });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Start a function; an error of its start is told by its first invocation, as in Lambda. */
export async function startLambdaProcess(options: LambdaProcessOptions): Promise<LambdaProcess> {
  const { client, folder, handler = "index.handler" } = options;
  const api = await startRuntimeApi();
  const child = spawn(process.execPath, [client, handler], {
    cwd: folder,
    env: environmentOf(options, api.address),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let written = "";
  let stopped: Promise<ProcessEnd> | undefined;
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      written += text;
    });
  const ended = endOf(child).then((end) => {
    const how = end.signal ?? `exit code ${end.code}`;
    api.clientEnded(new Error(`The runtime client has ended (${how}):\n${written.slice(-4_000)}`));
    return end;
  });
  return {
    invoke: (event, timeoutMs = LONGEST_MS) => api.invoke(event, timeoutMs),
    log: () => written.split("\n").slice(0, -1),
    ended,
    stop() {
      child.kill("SIGTERM");
      stopped ??= ended.then(async (end) => {
        await api.close();
        return end;
      });
      return stopped;
    },
  };
}

/** What Lambda sets; nothing is inherited but where programs are. */
function environmentOf(
  { folder, handler = "index.handler", environment, memoryMb = 1_769 }: LambdaProcessOptions,
  runtimeApi: string,
): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    TZ: ":UTC",
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    LAMBDA_TASK_ROOT: folder,
    _HANDLER: handler,
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    AWS_LAMBDA_FUNCTION_NAME: "tested",
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/tested",
    AWS_LAMBDA_LOG_STREAM_NAME: "2025/01/15/[$LATEST]0",
    ...environment,
  };
}

function endOf(child: ChildProcess): Promise<ProcessEnd> {
  return new Promise((done, fail) => {
    child.once("error", fail);
    child.once("close", (code, signal) => done({ code, signal }));
  });
}
