import { Hono } from "hono";
import type { LambdaContext, LambdaEvent } from "hono/aws-lambda";
import { handle } from "hono/aws-lambda";
import type { Api } from "../app/api.ts";
import type { CallerContext } from "../auth/authenticator.ts";

/** A handler for Lambda: events of function URLs and of HTTP APIs (payload 2.0), of REST APIs and load balancers. */
export type LambdaHandler = ReturnType<typeof handle>;

type Bindings = {
  Bindings: { readonly event: LambdaEvent; readonly lambdaContext: LambdaContext };
};

/** Kept back from the function's end, for the answer itself. */
const RESERVE_MS = 500;

/**
 * An API as a Lambda function, behind a function URL or API Gateway. Who signed a request (`AWS_IAM`) is known to `iamAuth`.
 * Queries are stopped shortly before the function's time is over.
 *
 * @example
 * ```ts
 * import { AthenaClient } from "@aws-sdk/client-athena";
 * import { athenaEngine, createApi } from "@cloudapi/api";
 * import { lambdaHandler } from "@cloudapi/api/lambda";
 * import { apiLogs } from "@cloudapi/core";
 *
 * export const handler = lambdaHandler(
 *   createApi({ engine: athenaEngine(new AthenaClient()), datasets: [apiLogs] }),
 * );
 * ```
 */
export function lambdaHandler(api: Api): LambdaHandler {
  const app = new Hono<Bindings>();
  app.all("*", (c) => {
    const { event, lambdaContext } = c.env;
    return api.fetch(withinTime(c.req.raw, lambdaContext), callerOf(event));
  });
  return handle(app);
}

function withinTime(request: Request, context: LambdaContext | undefined): Request {
  const leftMs = context?.getRemainingTimeInMillis?.();
  if (leftMs === undefined) return request;
  return new Request(request, { signal: AbortSignal.timeout(Math.max(1, leftMs - RESERVE_MS)) });
}

/** Who signed a request, in an event. */
interface Signer {
  readonly userArn?: unknown;
  readonly accountId?: unknown;
}

/** What the gateway has checked: it stands in the event, where no caller writes; in payloads 1.0, of REST APIs, as `identity`. */
function callerOf(event: LambdaEvent): CallerContext {
  const { authorizer, identity } = event.requestContext as {
    readonly authorizer?: { readonly iam?: Signer | null } | null;
    readonly identity?: Signer | null;
  };
  const { userArn: arn, accountId } = authorizer?.iam ?? identity ?? {};
  if (typeof arn !== "string") return {};
  return { iam: { arn, accountId: typeof accountId === "string" ? accountId : undefined } };
}
