import { apiLogs } from "@cloudapi/core";
import { environmentHandler } from "./environment-handler.ts";
import type { ValidationHandler } from "./validate-events.ts";

/**
 * The ready-made Lambda handler: validates API logs, configured by environment variables, which are read when it
 * is first invoked. `handlerFromEnvironment` names them, and makes such a handler for another dataset.
 *
 * @example
 * ```ts
 * import { handler } from "@cloudapi/validation/lambda";
 *
 * const result = await handler({ Service: "Amazon S3", Event: "s3:TestEvent", Bucket: "cloudapi-logs-raw" });
 * console.log(result); // => { objects: [] }
 * ```
 */
export const handler: ValidationHandler = /* @__PURE__ */ environmentHandler(apiLogs, process.env);
