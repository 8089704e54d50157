import { randomUUID } from "node:crypto";
import { type Context, Hono } from "hono";
import { cors } from "hono/cors";
import type { Asker } from "../ask/create-asker.ts";
import { timeOutProblem } from "../ask/engine-problem.ts";
import type { Authenticator, CallerContext } from "../auth/authenticator.ts";
import { checkAccept } from "../http/check-accept.ts";
import { checkUrl } from "../http/check-url.ts";
import { deadlineOf, isTimeout } from "../http/deadline.ts";
import { ProblemError, type ProblemInput, problemResponse } from "../http/problem.ts";
import { readBody } from "../http/read-body.ts";
import type { RequestLog } from "../log/request-record.ts";
import { tell } from "../log/tell.ts";
import { answerHeaders } from "../openapi/answer-headers.ts";
import { checkBody } from "../operation/check-body.ts";
import { contentTypes } from "../operation/content-types.ts";
import type { Identity } from "../operation/exchange.ts";
import type { Operation } from "../operation/operation.ts";
import { readParameters } from "../operation/read-parameters.ts";
import { type BodyTexts, bodyTexts } from "./body-text.ts";
import { costHeaders, countedAsk, noCost, type RequestCost } from "./exchange-run.ts";
import { finishResponse, responseOf } from "./finish-response.ts";
import { identify } from "./identify.ts";

/** What a request may be at most. */
export interface RequestLimits {
  readonly maxBodySizeBytes: number;
  readonly maxUrlCharacters: number;
  readonly timeoutMs: number;
}

interface RouterInput {
  readonly operations: readonly Operation[];
  readonly ask: Asker;
  readonly auth: readonly Authenticator[];
  readonly corsOrigins: readonly string[];
  readonly limits: RequestLimits;
  readonly log: RequestLog | undefined;
}

interface Routing extends RouterInput {
  readonly texts: BodyTexts;
}

type Bindings = { Bindings: { readonly caller: CallerContext } };
type HonoContext = Context<Bindings>;

/** A request on its way, and what is known of it. */
interface Visit {
  readonly request: Request;
  readonly requestId: string;
  readonly url: URL;
  readonly signal: AbortSignal;
  readonly cost: RequestCost;
  identity: Identity | undefined;
}

/** The routes of all operations. */
export function routerOf(input: RouterInput): Hono<Bindings> {
  const app = new Hono<Bindings>();
  const routing = { ...input, texts: bodyTexts() };
  if (input.corsOrigins.length > 0)
    app.use(
      "*",
      cors({
        origin: [...input.corsOrigins],
        exposeHeaders: ["retry-after", ...Object.keys(answerHeaders("GET"))],
        maxAge: 600,
      }),
    );
  for (const operation of input.operations)
    app.on(operation.method, [honoPath(operation.path)], (c) =>
      answer(c, input, operation.path, (visit) => runOperation(visit, c, operation, routing)),
    );
  for (const [path, methods] of methodsByPath(input.operations))
    app.all(honoPath(path), (c) =>
      answer(c, input, path, () => methodProblem(c.req.method, methods)),
    );
  app.all("*", (c) => answer(c, input, undefined, pathProblem));
  return app;
}

function honoPath(path: string): string {
  return path.replaceAll(/\{([^{}]{1,100})\}/g, ":$1");
}

function methodsByPath(operations: readonly Operation[]): ReadonlyMap<string, readonly string[]> {
  const methods = new Map<string, string[]>();
  for (const { path, method } of operations) {
    const known = methods.get(path) ?? [];
    methods.set(path, [...known, ...(method === "GET" ? ["GET", "HEAD"] : [method])]);
  }
  return methods;
}

/** Whatever comes of it, there is an answer, and a record of it. */
async function answer(
  c: HonoContext,
  { limits, log }: RouterInput,
  route: string | undefined,
  work: (visit: Visit) => Promise<Response>,
): Promise<Response> {
  const startMs = performance.now();
  const timeMs = Date.now();
  const request = c.req.raw;
  const deadline = deadlineOf(request.signal, limits.timeoutMs);
  const visit: Visit = {
    request,
    requestId: randomUUID(),
    url: new URL(request.url),
    signal: deadline.signal,
    cost: noCost(),
    identity: undefined,
  };
  let problem: ProblemInput | undefined;
  let response: Response;
  try {
    checkUrl(visit.url, limits.maxUrlCharacters);
    response = await work(visit);
  } catch (error) {
    problem = deadline.isOver() ? timeOutProblem().problem : problemOf(error, request.signal);
    response = problemResponse(problem, visit.requestId);
  } finally {
    deadline.end();
  }
  const headers = { "x-request-id": visit.requestId, ...costHeaders(visit.cost) };
  tell(log, {
    timeMs,
    requestId: visit.requestId,
    method: request.method,
    route,
    path: visit.url.pathname.slice(0, 1_000),
    status: response.status,
    latencyMs: performance.now() - startMs,
    ...visit.cost,
    subject: visit.identity?.subject,
    code: problem?.code,
    error: problem?.cause,
  });
  return finishResponse(response, headers);
}

async function runOperation(
  visit: Visit,
  c: HonoContext,
  operation: Operation,
  { auth, ask, limits, texts }: Routing,
): Promise<Response> {
  const { request, requestId, url, signal, cost } = visit;
  const { parameters = [], body } = operation;
  if (auth.length > 0 && operation.isOpen !== true)
    visit.identity = await identify(auth, request, c.env.caller);
  checkAccept(request.headers.get("accept"), contentTypes(operation));
  const values = readParameters(parameters, url.searchParams, c.req.param());
  const reply = await operation.handle({
    request,
    requestId,
    parameters: values,
    body: body && checkBody(body, await readBody(request, limits.maxBodySizeBytes, signal)),
    identity: visit.identity,
    signal,
    ask: countedAsk(ask, cost, signal),
  });
  return responseOf(reply, request, texts);
}

async function methodProblem(method: string, methods: readonly string[]): Promise<never> {
  throw new ProblemError({
    status: 405,
    code: "METHOD_NOT_ALLOWED",
    title: "The method is not for this path.",
    detail: `${method} is not among ${methods.join(", ")}.`,
    headers: { allow: methods.join(", ") },
  });
}

async function pathProblem(): Promise<never> {
  throw new ProblemError({
    status: 404,
    code: "NO_SUCH_PATH",
    title: "There is no such path.",
    detail: "/openapi.json has those that there are.",
  });
}

function problemOf(error: unknown, { aborted, reason }: AbortSignal): ProblemInput {
  if (error instanceof ProblemError) return error.problem;
  // A function's own time is told by its handler.
  if (aborted) return isTimeout(reason) ? timeOutProblem().problem : CLIENT_GONE;
  return {
    status: 500,
    code: "INTERNAL",
    title: "The request could not be answered.",
    detail: "Something went wrong inside. The logs have it under the request id.",
    cause: error,
  };
}

/** Nobody reads it: it keeps those who leave from counting among the server's errors. */
const CLIENT_GONE: ProblemInput = {
  status: 499,
  code: "CLIENT_GONE",
  title: "The client has gone.",
  detail: "It closed the connection before it was answered.",
};
