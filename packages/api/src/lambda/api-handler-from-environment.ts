import { AthenaClient } from "@aws-sdk/client-athena";
import type { Dataset } from "@cloudapi/core";
import { checkDatasets, checkOptionNames } from "@cloudapi/core/internal";
import { checkEnvironment, type FunctionEnvironment } from "@cloudapi/s3/internal";
import type { Api } from "../app/api.ts";
import { createApi } from "../app/create-api.ts";
import { createDashboard } from "../dashboard/create-dashboard.ts";
import { athenaHistory } from "../dashboard/query-history.ts";
import { athenaEngine } from "../engine/athena-engine.ts";
import { emfLog } from "../log/emf-log.ts";
import { withSites } from "../site/site.ts";
import { type ApiEnvironment, readApiEnvironment } from "./api-environment.ts";
import { type LambdaHandler, lambdaHandler } from "./lambda-handler.ts";

const WHAT = "apiHandlerFromEnvironment";

/** What no variable says. */
export interface ApiEnvironmentOptions {
  /** Made when left out. */
  readonly athena?: AthenaClient;
  /** Takes each line of the log; the function's log when left out. */
  readonly write?: (line: string) => void;
}

/**
 * Make the Lambda handler of an API over tables of Athena, with a resource for each dataset, whose settings are the function's environment variables,
 * which are read when it is first invoked.
 *
 * `CLOUDAPI_LAMBDA_` with `DATABASE`, `WORKGROUP` and `AUTH` (must be set), `KEYS`, `CURSOR_SECRET` and `DASHBOARD` (`false`). `AUTH` is `iam` for callers
 * whom the gateway has checked, `keys` for those of `KEYS` (`name:sha256`, with commas between them; a password in a browser, or a key in `x-api-key`), and
 * `gateway` where everybody may ask whom the gateway lets through. Without a `CURSOR_SECRET` a cursor is good in the instance of the function alone
 * that made it. The document of the API is open to everybody who reaches the function. The dashboard is at `/dashboard`, behind the same sign-in.
 *
 * IAM: what `athenaEngine` and `athenaHistory` need.
 *
 * @param environment the variables; pass `process.env`
 * @throws {TypeError} for what is not a dataset, or an unknown option; the handler itself rejects with
 *   `INVALID_CONFIG`, naming every variable at fault
 *
 * @example
 * ```ts
 * import { apiHandlerFromEnvironment } from "@cloudapi/api/lambda";
 * import { apiLogs } from "@cloudapi/core";
 *
 * export const handler = apiHandlerFromEnvironment([apiLogs], {
 *   CLOUDAPI_LAMBDA_DATABASE: "default",
 *   CLOUDAPI_LAMBDA_WORKGROUP: "primary",
 *   CLOUDAPI_LAMBDA_AUTH: "iam",
 * });
 * ```
 */
export function apiHandlerFromEnvironment(
  datasets: readonly Dataset[],
  environment: FunctionEnvironment,
  options: ApiEnvironmentOptions = {},
): LambdaHandler {
  checkDatasets(WHAT, datasets);
  checkEnvironment(WHAT, environment);
  checkOptionNames(WHAT, options, ["athena", "write"]);
  let configured: LambdaHandler | undefined;
  return async (event, context) => {
    configured ??= lambdaHandler(
      answering(datasets, readApiEnvironment(environment), options) as Api,
    );
    return configured(event, context);
  };
}

function answering(
  datasets: readonly Dataset[],
  { database, workGroup, auth, cursorSecret, hasDashboard }: ApiEnvironment,
  { athena = new AthenaClient(), write = toLog }: ApiEnvironmentOptions,
) {
  const engine = athenaEngine(athena, { database, workGroup });
  // Whichever instance of the function is asked next goes on with the pages of both.
  const sealed = cursorSecret === undefined ? {} : { cursorSecret };
  const api = createApi({ engine, datasets, auth, log: emfLog({ write }), ...sealed });
  if (!hasDashboard) return api;
  const requests = datasets.find(isOfRequests);
  const dashboard = createDashboard({
    engine,
    auth,
    ...sealed,
    queries: athenaHistory(athena, { workGroup }),
    ...(requests === undefined ? {} : { requests: { table: requests.name, dataset: requests } }),
    onFault: (fault) =>
      write(JSON.stringify({ level: "ERROR", ...fault, error: String(fault.error) })),
  });
  return withSites(api, [dashboard]);
}

/** What a function writes to its standard output is its log. */
function toLog(line: string): void {
  process.stdout.write(`${line}\n`);
}

const REQUEST_COLUMNS = ["endpoint", "status_code", "response_time_ms"];

/** Whether a table has what the dashboard says of requests. */
function isOfRequests({ columns, eventTime }: Dataset): boolean {
  const names = columns.map(({ name }) => name);
  return eventTime !== undefined && REQUEST_COLUMNS.every((name) => names.includes(name));
}
