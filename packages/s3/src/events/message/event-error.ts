import { CloudApiError } from "@cloudapi/core";

/**
 * An event of a kind that the handler does not know: code `UNKNOWN_EVENT`. Its content is not in the message.
 *
 * @example
 * ```ts
 * import { EventError } from "@cloudapi/validation/lambda";
 *
 * console.log(new EventError("an empty object").code); // => "UNKNOWN_EVENT"
 * ```
 */
export class EventError extends CloudApiError {
  constructor(found: string, options?: { cause?: unknown }) {
    super(
      "UNKNOWN_EVENT",
      `The event is not one of S3, directly or inside SQS, SNS or EventBridge: found ${found}. ` +
        "Check what invokes the function, and that no input transformer changes the event.",
      options,
    );
    this.name = "EventError";
  }
}
