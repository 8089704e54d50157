export type { LocalCloudOptions } from "./cloud-options.ts";
export type { DeliveryFailure } from "./events/delivery-queue.ts";
export type { EventBridgeEvent } from "./events/event-bridge-event.ts";
export type { ObjectFilter } from "./events/event-hub.ts";
export type { FunctionContext, FunctionHandler } from "./events/function-context.ts";
export type { S3Event, S3EventRecord } from "./events/s3-event.ts";
export type { LocalCloud, LocalCredentials } from "./local-cloud.ts";
export type { PublishedMessage } from "./messaging/published-messages.ts";
export { startLocalCloud } from "./start-local-cloud.ts";
