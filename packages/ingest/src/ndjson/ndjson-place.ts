import type { Sink } from "@cloudapi/transform";

/** Where the rows go. */
export interface NdjsonPlace {
  readonly sink: Sink;
  readonly key: string;
  /** The folder that the object is in, as the report names it. */
  readonly partition: string;
  readonly manifestKey: string;
}
