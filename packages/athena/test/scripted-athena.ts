import { Readable } from "node:stream";
import { AthenaClient } from "@aws-sdk/client-athena";

/** A request as Athena would get it. */
export interface ScriptedCall {
  readonly operation: string;
  readonly input: Record<string, unknown>;
}

/** What to answer: a result, or an error of the service. */
export type ScriptedAnswer =
  | { readonly body: object }
  | {
      readonly error: string;
      readonly message: string;
      readonly status?: number;
      readonly fields?: object;
    };

interface HttpRequest {
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

type Script = (
  call: ScriptedCall,
  calls: readonly ScriptedCall[],
  abortSignal: AbortSignal | undefined,
) => ScriptedAnswer | Promise<ScriptedAnswer>;

/** A real SDK client whose requests a script answers: serialization, error parsing and abort are the SDK's own. */
export function scriptedAthena(script: Script): { athena: AthenaClient; calls: ScriptedCall[] } {
  const calls: ScriptedCall[] = [];
  const athena = new AthenaClient({
    region: "us-east-1",
    endpoint: "http://127.0.0.1:1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
    requestHandler: {
      handle: async (request: HttpRequest, options?: { abortSignal?: unknown }) => ({
        response: await answer(request, options),
      }),
    },
  });
  async function answer(request: HttpRequest, options: { abortSignal?: unknown } = {}) {
    const text =
      typeof request.body === "string"
        ? request.body
        : new TextDecoder().decode(request.body as Uint8Array);
    const call = {
      operation: (request.headers["x-amz-target"] ?? "").split(".")[1] ?? "",
      input: JSON.parse(text) as Record<string, unknown>,
    };
    calls.push(call);
    const signal = options.abortSignal as AbortSignal | undefined;
    return httpResponse(await Promise.race([script(call, calls, signal), rejectOnAbort(signal)]));
  }
  return { athena, calls };
}

function rejectOnAbort(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    const abort = () => reject(Object.assign(new Error("Request aborted"), { name: "AbortError" }));
    if (signal?.aborted) abort();
    signal?.addEventListener("abort", abort, { once: true });
  });
}

function httpResponse(answer: ScriptedAnswer) {
  const failed = "error" in answer;
  const body = failed
    ? { __type: answer.error, Message: answer.message, message: answer.message, ...answer.fields }
    : answer.body;
  return {
    statusCode: failed ? (answer.status ?? 400) : 200,
    headers: {
      "content-type": "application/x-amz-json-1.1",
      ...(failed && { "x-amzn-errortype": answer.error }),
    },
    body: Readable.from([Buffer.from(JSON.stringify(body))]),
  };
}

/** Answers for one query: it starts, goes through the states (the last stays), and can be stopped. */
export function queryScript(
  states: readonly object[],
  more: Readonly<Record<string, ScriptedAnswer>> = {},
): Script {
  let looks = 0;
  return ({ operation }) => {
    const given = more[operation];
    if (given !== undefined) return given;
    switch (operation) {
      case "StartQueryExecution":
        return { body: { QueryExecutionId: "q-1" } };
      case "GetQueryExecution":
        return {
          body: {
            QueryExecution: {
              QueryExecutionId: "q-1",
              ...states[Math.min(looks++, states.length - 1)],
            },
          },
        };
      case "StopQueryExecution":
        return { body: {} };
      default:
        return { error: "InvalidRequestException", message: `no script for ${operation}` };
    }
  };
}
