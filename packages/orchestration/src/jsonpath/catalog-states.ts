import type { JsonObject } from "../asl/asl.ts";
import type { BatchPlan } from "../batch/batch-plan.ts";
import { CRAWLER_MINUTES, POLL_SECONDS } from "../machine/catalog-states.ts";
import { QUERY_SECONDS } from "../machine/query-state.ts";
import { retriesOf } from "../machine/retries.ts";
import { add, format, put, type States } from "./calls.ts";
import { caughtBy, failureState } from "./failures.ts";

/** A Task that runs a statement on Athena to its end, but for what comes next; `request` has the statement. */
export function queryTask(plan: BatchPlan, request: JsonObject): JsonObject {
  return {
    Type: "Task",
    Resource: `arn:${plan.partition}:states:::athena:startQueryExecution.sync`,
    Parameters: {
      ...request,
      QueryExecutionContext: { Database: plan.database },
      WorkGroup: plan.workGroup,
      ResultConfiguration: { OutputLocation: plan.outputLocation },
    },
    TimeoutSeconds: QUERY_SECONDS,
    Retry: retriesOf("athena"),
  };
}

/** The states by which the catalog learns of the day's partition, from `Catalog` to `next`; none where it need not. */
export function catalogStates(plan: BatchPlan, next: string): States {
  const { catalog } = plan;
  if (catalog === undefined) return {};
  const { catchers, states } = caughtBy("Catalog");
  if ("statement" in catalog) {
    const task = queryTask(plan, { QueryString: catalog.statement });
    return {
      Catalog: { ...task, Type: "Task", ResultPath: null, Catch: catchers, Next: next },
      ...states,
    };
  }
  const polls = ((catalog.timeoutMinutes ?? CRAWLER_MINUTES) * 60) / POLL_SECONDS;
  return {
    ...crawlerStates(plan, { crawler: catalog.crawler, catchers }),
    ...states,
    ...crawlerDone(polls, next),
  };
}

function crawlerStates(
  { partition }: BatchPlan,
  { crawler, catchers }: { readonly crawler: string; readonly catchers: JsonObject[] },
): States {
  const sdk = `arn:${partition}:states:::aws-sdk:glue:`;
  const state = caughtBy("CrawlerState");
  return {
    Catalog: {
      Type: "Task",
      Comment: "Start the crawler; one that runs already is waited for",
      Resource: `${sdk}startCrawler`,
      Parameters: { Name: crawler },
      ResultPath: null,
      TimeoutSeconds: 60,
      Retry: retriesOf("glue"),
      Catch: [
        { ErrorEquals: ["Glue.CrawlerRunningException"], ResultPath: null, Next: "CrawlerBegin" },
        ...catchers,
      ],
      Next: "CrawlerBegin",
    },
    CrawlerBegin: {
      Type: "Pass",
      Result: { count: 0 },
      ResultPath: "$.polls",
      Next: "CrawlerWait",
    },
    CrawlerWait: { Type: "Wait", Seconds: POLL_SECONDS, Next: "CrawlerState" },
    CrawlerState: {
      Type: "Task",
      Resource: `${sdk}getCrawler`,
      Parameters: { Name: crawler },
      ResultPath: "$.found",
      TimeoutSeconds: 60,
      Retry: retriesOf("glue"),
      Catch: state.catchers,
      Next: "CrawlerPolls",
    },
    CrawlerPolls: put("$.polls", { "count.$": add("$.polls.count", 1) }, "CrawlerDone"),
    ...state.states,
  };
}

function crawlerDone(polls: number, next: string): States {
  const last = "$.found.Crawler.LastCrawl";
  const isReady = { Variable: "$.found.Crawler.State", StringEquals: "READY" };
  const failed = (fields: JsonObject) =>
    failureState("CrawlerDone", { error: "CrawlerFailed", ...fields });
  return {
    CrawlerDone: {
      Type: "Choice",
      Choices: [
        {
          And: [
            isReady,
            { Variable: `${last}.Status`, IsPresent: true },
            { Variable: `${last}.Status`, StringEquals: "SUCCEEDED" },
          ],
          Next: next,
        },
        {
          And: [isReady, { Variable: `${last}.ErrorMessage`, IsPresent: true }],
          Next: "CrawlerTold",
        },
        { ...isReady, Next: "CrawlerUntold" },
        {
          Variable: "$.polls.count",
          NumericGreaterThanEquals: polls,
          Next: "CrawlerTimeout",
        },
      ],
      Default: "CrawlerWait",
    },
    CrawlerTold: failed({ "cause.$": `${last}.ErrorMessage` }),
    CrawlerUntold: failed({ cause: "" }),
    CrawlerTimeout: failureState("CrawlerDone", {
      error: "CrawlerTimeout",
      "cause.$": format(["The crawler is still ", ""], "$.found.Crawler.State"),
    }),
  };
}
