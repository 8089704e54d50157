import { randomUUID } from "node:crypto";
import { checkOptionNames } from "@cloudapi/core/internal";
import { VIEWS } from "../../pages/dashboard/views.ts";
import { DEFAULT_LIMITS } from "../app/api-input.ts";
import { identify } from "../app/identify.ts";
import { timeOutProblem } from "../ask/engine-problem.ts";
import { deadlineOf, isTimeout } from "../http/deadline.ts";
import { ProblemError, type ProblemInput, problemResponse } from "../http/problem.ts";
import { tell } from "../log/tell.ts";
import { fileResponse, relativeBase, secured } from "../site/page-response.ts";
import type { Site } from "../site/site.ts";
import { configOf } from "./config-of.ts";
import type { DashboardInput } from "./dashboard-input.ts";
import { dataEndpoints, type Endpoint } from "./data-endpoints.ts";
import { readQuestion } from "./question.ts";
import { readFiles } from "./read-files.ts";

const OPTIONS: readonly (keyof DashboardInput)[] = [
  "engine",
  "title",
  "path",
  "auth",
  "authorize",
  "requests",
  "quality",
  "tables",
  "queries",
  "business",
  "until",
  "pricePerTebibyte",
  "cursorSecret",
  "limits",
  "onFault",
];

/**
 * A page that shows how requests, data quality, tables, costs, runs and the business are going, with the data behind it. It comes
 * with everything it needs: scripts and styles are its own, and nothing is loaded from elsewhere.
 *
 * It shows rows as they are, also rejected ones: let `authorize` decide who may see it, or keep it on loopback.
 *
 * IAM: what the engine, the sinks and the history need, such as `runQuery`, `getResults`, `s3Sink` and `athenaHistory`.
 *
 * @throws {TypeError} for settings that are not right
 *
 * @example
 * ```ts
 * import { AthenaClient } from "@aws-sdk/client-athena";
 * import { athenaEngine } from "@cloudapi/api";
 * import { athenaHistory, createDashboard } from "@cloudapi/api/dashboard";
 *
 * const athena = new AthenaClient();
 * const dashboard = createDashboard({
 *   engine: athenaEngine(athena),
 *   requests: { table: "api_logs" },
 *   queries: athenaHistory(athena),
 * });
 * const page = await dashboard.fetch(new Request("http://localhost/dashboard"));
 * console.log(page.status, page.headers.get("content-type")); // => 200 text/html; charset=utf-8
 * athena.destroy();
 * ```
 */
export function createDashboard(input: DashboardInput): Site {
  checkOptionNames("createDashboard", input, OPTIONS);
  const { path = "/dashboard", limits: { timeoutMs = DEFAULT_LIMITS.timeoutMs } = {} } = input;
  const { auth = [] } = input;
  const config = configOf(input);
  const endpoints = dataEndpoints(input);
  let files: Readonly<Record<string, string>> | undefined;
  return {
    path,
    async fetch(request, caller = {}) {
      const requestId = randomUUID();
      try {
        if (auth.length > 0) await identify(auth, request, caller);
        await input.authorize?.(request, caller);
        const { pathname, searchParams } = new URL(request.url);
        if (request.method !== "GET" && request.method !== "HEAD") throw notAllowed();
        const name = pathname.slice(path.length + 1);
        files ??= readFiles();
        if (name === "") return page(request, files["index.html"] ?? "", pathname);
        if (name.startsWith("assets/")) return asset(request, files, name.slice("assets/".length));
        if (name === "data/config") return secured(json(config()));
        const endpoint = endpoints.get(name);
        if (endpoint === undefined) throw notFound();
        const hear = (error: unknown) => tell(input.onFault, { requestId, error });
        return secured(json(await answer(endpoint, { request, searchParams, timeoutMs, hear })));
      } catch (error) {
        // A function's own time is told by its handler: who asked is still there.
        if (request.signal.aborted && !isTimeout(request.signal.reason))
          return new Response(null, { status: 499 });
        const problem = problemOf(error);
        if (problem.status >= 500)
          tell(input.onFault, { requestId, error: problem.cause ?? error });
        return secured(problemResponse(problem, requestId));
      }
    },
  };
}

function page(request: Request, html: string, pathname: string): Response {
  return fileResponse(request, "index.html", html.replaceAll("{{base}}", relativeBase(pathname)));
}

function asset(request: Request, files: Readonly<Record<string, string>>, name: string): Response {
  const text = Object.hasOwn(files, name) && name !== "index.html" ? files[name] : undefined;
  if (text === undefined) throw notFound();
  return fileResponse(request, name, text);
}

interface Call {
  readonly request: Request;
  readonly searchParams: URLSearchParams;
  readonly timeoutMs: number;
  readonly hear: (error: unknown) => void;
}

/** What an endpoint says, unless the client has gone or the time is over. */
async function answer(
  endpoint: Endpoint,
  { request, searchParams, timeoutMs, hear }: Call,
): Promise<unknown> {
  const deadline = deadlineOf(request.signal, timeoutMs);
  try {
    return await endpoint(readQuestion(searchParams), deadline.signal, hear);
  } catch (error) {
    const isLate = deadline.isOver() || isTimeout(request.signal.reason);
    throw isLate ? timeOutProblem() : error;
  } finally {
    deadline.end();
  }
}

function json(value: unknown): Response {
  return Response.json(value, { headers: { "cache-control": "private, no-store" } });
}

function problemOf(error: unknown): ProblemInput {
  if (error instanceof ProblemError) return error.problem;
  return {
    status: 500,
    code: "INTERNAL",
    title: "This could not be answered.",
    detail: "Something went wrong inside. The log has it under the request id.",
    cause: error,
  };
}

function notFound(): ProblemError {
  return new ProblemError({
    status: 404,
    code: "NOT_FOUND",
    title: "There is no such page.",
    detail: `The dashboard has the views ${VIEWS.join(", ")}, some of which may not be set up here.`,
  });
}

function notAllowed(): ProblemError {
  return new ProblemError({
    status: 405,
    code: "METHOD_NOT_ALLOWED",
    title: "A dashboard is only read.",
    detail: "Use GET.",
    headers: { allow: "GET, HEAD" },
  });
}
