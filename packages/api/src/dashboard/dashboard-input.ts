import type { Dataset } from "@cloudapi/core";
import type { Sink } from "@cloudapi/transform";
import type { View } from "../../pages/dashboard/views.ts";
import type { ApiLimits } from "../app/api-input.ts";
import type { Authenticator, CallerContext } from "../auth/authenticator.ts";
import type { QueryEngine } from "../engine/query-engine.ts";
import type { QueryHistory } from "./query-history.ts";

/** A table that the engine is asked for. */
export interface DashboardTable {
  readonly table: string;
  /** Default: the engine's own. */
  readonly database?: string | undefined;
}

/** The log of requests: a table by a contract that has `endpoint`, `status_code`, `response_time_ms` and an event time. */
export interface RequestsTable extends DashboardTable {
  /** Default `apiLogs`. */
  readonly dataset?: Dataset | undefined;
}

/** Where the data of the quality view is. */
export interface QualityTables {
  /** The table of rejected rows, by the contract `rejectedRows` of `@cloudapi/transform`. */
  readonly rejected: DashboardTable;
  /** The table of check results, by the contract `checkResults` of `@cloudapi/athena/checks`. */
  readonly checks?: DashboardTable | undefined;
}

/** A table of the lake, by the files and manifests that `@cloudapi/transform` wrote. */
export interface LakeTable {
  /** What the table is called. */
  readonly table: string;
  readonly dataset: Pick<Dataset, "name" | "contractHash">;
  /** Where it is, with `listDated`. */
  readonly sink: Sink;
}

/** The tables of the business view, whose columns are those of the lake of three databases. */
export interface BusinessTables {
  readonly orders: DashboardTable;
  readonly products: DashboardTable;
  readonly customers: DashboardTable;
  readonly invoices: DashboardTable;
  readonly payments: DashboardTable;
}

/** Of an API's limits, those of its queries. */
export type DashboardLimits = Omit<ApiLimits, "maxBodySizeBytes" | "maxUrlCharacters">;

/** What a dashboard shows: each part that is given is a view of the page. */
export interface DashboardInput {
  readonly engine: QueryEngine;
  /** Default `Dashboard`. */
  readonly title?: string;
  /** Where the page is; default `/dashboard`. */
  readonly path?: string;
  /** How callers say who they are, as for an API: any of them will do. Default: everyone may see everything. */
  readonly auth?: readonly Authenticator[];
  /** Called with every request that `auth` lets in; what it throws is the answer, if it is a problem. */
  readonly authorize?: (request: Request, caller: CallerContext) => void | Promise<void>;
  readonly requests?: RequestsTable;
  readonly quality?: QualityTables;
  /** For the views of tables and of runs. */
  readonly tables?: readonly LakeTable[];
  readonly queries?: QueryHistory;
  readonly business?: BusinessTables;
  /** Where the presets of the time range end, for views whose data is older than now. */
  readonly until?: Partial<Readonly<Record<View, Date>>>;
  /** US dollars for a tebibyte scanned; default 5. */
  readonly pricePerTebibyte?: number;
  /** What the places of pages of rows are sealed with, as for an API: the same for all servers. Default: one of this process. */
  readonly cursorSecret?: string;
  /** What queries may cost, and how long their results are good: as those of an API. */
  readonly limits?: DashboardLimits;
  /** Called with what went wrong inside, of an answer or of a part of one, which the page isn't told. */
  readonly onFault?: (fault: { readonly requestId: string; readonly error: unknown }) => unknown;
}
