export type { LoggedCall } from "./access/call-log.ts";
export type {
  CloudPrincipals,
  LocalRole,
  LocalUser,
  ServiceSessionInput,
} from "./access/cloud-principals.ts";
export { formatCalls } from "./access/format-calls.ts";
export type { PrincipalPolicies, RolePolicies } from "./access/principals.ts";
export type { LocalClientConfig, LocalCredentials } from "./client-config.ts";
export type { LocalCloudOptions } from "./cloud-options.ts";
export type { DeliveryFailure } from "./events/delivery-queue.ts";
export type { EventBridgeEvent } from "./events/event-bridge-event.ts";
export type { ObjectFilter } from "./events/event-hub.ts";
export type { FunctionContext, FunctionHandler } from "./events/function-context.ts";
export type { S3Event, S3EventRecord } from "./events/s3-event.ts";
export type { LocalCloud } from "./local-cloud.ts";
export type { PublishedMessage } from "./messaging/published-messages.ts";
export type { UnenforcedSetting } from "./s3/store/list-unenforced.ts";
export type { DataDirRepair, LostBytes } from "./s3/store/repair-data-folder.ts";
export { startLocalCloud } from "./start-local-cloud.ts";
export type { LocalTask, TaskListener } from "./states/integrations/perform.ts";
export type { JobHandler } from "./states/integrations/workers.ts";
