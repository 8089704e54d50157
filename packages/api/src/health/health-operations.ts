import { randomUUID } from "node:crypto";
import { quoteLiteral } from "@cloudapi/core/sql";
import * as z from "zod";
import { ProblemError } from "../http/problem.ts";
import type { Exchange } from "../operation/exchange.ts";
import type { Operation } from "../operation/operation.ts";

/**
 * What is told of an API to who watches it: `GET /health` says what is, `/health/live` whether the server answers, and `/health/ready` whether its engine does: 503
 * where it doesn't, so that no more requests are sent here.
 *
 * @example
 * ```ts
 * import { healthOperations } from "@cloudapi/api";
 *
 * console.log(healthOperations().map(({ path }) => path).join()); // => "/health,/health/live,/health/ready"
 * ```
 */
export function healthOperations(): readonly Operation[] {
  // Of this server alone: in a cache that servers share, the answer of another's engine says nothing of this one's.
  const sql = `SELECT ${quoteLiteral(randomUUID())} AS ready`;
  return [
    {
      ...about("health", "/health", "Whether the server answers, and its engine does"),
      description: "Always 200 while the server answers; `ready` says whether its engine does.",
      answers: {
        200: {
          description: "The server answers.",
          schema: healthSchema,
          example: { status: "ok", ready: true },
        },
      },
      handle: async (exchange) => ({
        json: { status: "ok", ready: (await engineFault(sql, exchange)) === undefined },
      }),
    },
    {
      ...about("live", "/health/live", "Whether the server answers"),
      description:
        "Asks the engine nothing: a server that doesn't answer this is to be started anew.",
      answers: { 200: { description: "It does.", schema: liveSchema, example: { status: "ok" } } },
      handle: () => ({ json: { status: "ok" } }),
    },
    {
      ...about("ready", "/health/ready", "Whether the engine answers"),
      description: "503 while the engine doesn't answer: requests are to go to another server.",
      answers: {
        200: {
          description: "It does.",
          schema: healthSchema,
          example: { status: "ok", ready: true },
        },
      },
      handle: async (exchange) => {
        const fault = await engineFault(sql, exchange);
        if (fault !== undefined) throw notReady(fault);
        return { json: { status: "ok", ready: true } };
      },
    },
  ];
}

const liveSchema = z.object({ status: z.literal("ok") });
const healthSchema = z.object({
  status: z.literal("ok").meta({ description: "The server answers." }),
  ready: z.boolean().meta({ description: "Whether its engine does." }),
});

function about(id: string, path: string, summary: string) {
  return { id, method: "GET", path, summary, tag: "health", isOpen: true } as const;
}

/** The result is kept for as long as those of other queries, so that probes cost next to nothing. */
async function engineFault(sql: string, { ask, signal }: Exchange): Promise<unknown> {
  try {
    await ask({ sql, parameters: [], tables: [], maxRows: 1 });
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    return error;
  }
}

function notReady(cause: unknown): ProblemError {
  return new ProblemError({
    status: 503,
    code: "NOT_READY",
    title: "The query engine doesn't answer.",
    detail: "The server does; send requests to another one until this is ready.",
    headers: { "retry-after": "5" },
    cause,
  });
}
