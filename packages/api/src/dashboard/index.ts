export { createDashboard } from "./create-dashboard.ts";
export type {
  BusinessTables,
  DashboardInput,
  DashboardLimits,
  DashboardTable,
  LakeTable,
  QualityTables,
  RequestsTable,
} from "./dashboard-input.ts";
export type { PastQuery, QueryHistory } from "./query-history.ts";
export { athenaHistory } from "./query-history.ts";
