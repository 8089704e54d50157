import { readLimits } from "../app/read-limits.ts";
import { createAsker } from "../ask/create-asker.ts";
import { memoryCache } from "../ask/result-cache.ts";
import { cursorCodec } from "../page/cursor-codec.ts";
import type { Asking } from "./ask-engine.ts";
import { DEFAULT_PRICE } from "./config-of.ts";
import type { DashboardInput } from "./dashboard-input.ts";
import { businessData } from "./data/business.ts";
import { costData } from "./data/cost.ts";
import { qualityData } from "./data/quality.ts";
import { quarantineData } from "./data/quarantine.ts";
import { requestsData } from "./data/requests.ts";
import { rowsData } from "./data/rows.ts";
import { runsData } from "./data/runs.ts";
import { tablesData } from "./data/tables.ts";
import type { DashboardQuestion } from "./question.ts";

/** What answers one kind of question with what becomes JSON. */
export type Endpoint = (
  question: DashboardQuestion,
  signal: AbortSignal,
  /** Told of what went wrong with a part of the answer. */
  hear: (error: unknown) => void,
) => Promise<unknown>;

/** The endpoints that a dashboard has, by their path below its own. */
export function dataEndpoints(input: DashboardInput): ReadonlyMap<string, Endpoint> {
  const { requests, quality, tables, queries, business } = input;
  const { pricePerTebibyte = DEFAULT_PRICE } = input;
  const ask = askerOf(input);
  const cursors = cursorCodec("createDashboard", input.cursorSecret);
  const asking = (signal: AbortSignal): Asking => ({ ask, signal, cursors });
  const found = new Map<string, Endpoint>();
  if (requests) {
    found.set("data/requests", (asked, signal) => requestsData(asking(signal), requests, asked));
    found.set("data/rows", (asked, signal) => rowsData(asking(signal), requests, asked));
  }
  if (quality) {
    found.set("data/quality", (asked, signal) => qualityData(asking(signal), quality, asked));
    found.set("data/quarantine", (asked, signal) =>
      quarantineData(asking(signal), quality.rejected, asked),
    );
  }
  if (tables) {
    found.set("data/tables", ({ dataset }, signal, hear) =>
      tablesData(tables, dataset, { signal, hear }),
    );
    found.set("data/runs", (asked, signal) => runsData(tables, asked, signal));
  }
  if (queries)
    found.set("data/cost", (asked, signal) =>
      costData(queries, asked, { signal, pricePerTebibyte }),
    );
  if (business)
    found.set("data/business", (asked, signal) => businessData(asking(signal), business, asked));
  return found;
}

/** Equal questions are asked once, and no more at once than an engine stands. */
function askerOf({ engine, limits }: DashboardInput) {
  const { maxConcurrentQueries, maxQueuedQueries, ...others } = readLimits(
    "createDashboard",
    limits,
  );
  return createAsker({
    engine,
    cache: memoryCache(),
    now: Date.now,
    limits: { ...others, maxConcurrent: maxConcurrentQueries, maxQueued: maxQueuedQueries },
  });
}
