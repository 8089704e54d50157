import { jsonata, orEmpty, type State, text } from "../asl/asl.ts";
import type { BatchPlan } from "../batch/batch-plan.ts";
import { catchAll, failureOf, ownFailure } from "./catch-all.ts";
import { queryState } from "./query-state.ts";
import { retriesOf } from "./retries.ts";

export const POLL_SECONDS = 30;
export const CRAWLER_MINUTES = 60;

/** The states by which the catalog learns of the day's partition, from `Catalog` to `next`; none where it need not. */
export function catalogStates(plan: BatchPlan, next: string): Record<string, State> {
  const { catalog } = plan;
  if (catalog === undefined) return {};
  if ("statement" in catalog)
    return {
      Catalog: {
        ...queryState(plan, { sql: text(catalog.statement) }),
        Catch: catchAll("Catalog"),
        Next: next,
      },
    };
  const minutes = catalog.timeoutMinutes ?? CRAWLER_MINUTES;
  return crawlerStates(plan, {
    crawler: catalog.crawler,
    polls: (minutes * 60) / POLL_SECONDS,
    next,
  });
}

interface Crawling {
  readonly crawler: string;
  readonly polls: number;
  readonly next: string;
}

/** There is no `.sync` of a crawler: it is started and looked at until it rests. */
function crawlerStates(
  { partition }: BatchPlan,
  { crawler, polls, next }: Crawling,
): Record<string, State> {
  const sdk = `arn:${partition}:states:::aws-sdk:glue:`;
  return {
    Catalog: {
      Type: "Task",
      Comment: "Start the crawler; one that runs already is waited for",
      Resource: `${sdk}startCrawler`,
      Arguments: { Name: crawler },
      TimeoutSeconds: 60,
      Retry: retriesOf("glue"),
      Catch: [
        {
          ErrorEquals: ["Glue.CrawlerRunningException"],
          Assign: { polls: 0 },
          Next: "CrawlerWait",
        },
        ...catchAll("Catalog"),
      ],
      Assign: { polls: 0 },
      Next: "CrawlerWait",
    },
    CrawlerWait: { Type: "Wait", Seconds: POLL_SECONDS, Next: "CrawlerState" },
    CrawlerState: {
      Type: "Task",
      Resource: `${sdk}getCrawler`,
      Arguments: { Name: crawler },
      TimeoutSeconds: 60,
      Retry: retriesOf("glue"),
      Catch: catchAll("CrawlerState"),
      Assign: {
        polls: jsonata("$polls + 1"),
        crawler: {
          state: jsonata("$states.result.Crawler.State"),
          status: jsonata(orEmpty("$states.result.Crawler.LastCrawl.Status")),
          message: jsonata(orEmpty("$states.result.Crawler.LastCrawl.ErrorMessage")),
        },
      },
      Next: "CrawlerDone",
    },
    CrawlerDone: crawlerDone(polls, next),
  };
}

function crawlerDone(polls: number, next: string): State {
  return {
    Type: "Choice",
    Choices: [
      {
        Condition: jsonata(`$crawler.state = "READY" and $crawler.status = "SUCCEEDED"`),
        Next: next,
      },
      {
        Condition: jsonata(`$crawler.state = "READY"`),
        Assign: { failure: failureOf("CrawlerDone", `"CrawlerFailed"`, "$crawler.message") },
        Next: "ReportFailure",
      },
      {
        Condition: jsonata(`$polls >= ${polls}`),
        Assign: {
          failure: ownFailure(
            "CrawlerDone",
            "CrawlerTimeout",
            `"The crawler is still " & $crawler.state`,
          ),
        },
        Next: "ReportFailure",
      },
    ],
    Default: "CrawlerWait",
  };
}
