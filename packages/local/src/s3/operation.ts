import type { Exchange } from "./exchange.ts";

/** One S3 operation: how a request is recognised as it, what it may carry, and what it does. */
export interface Operation {
  readonly name: string;
  readonly method: "GET" | "PUT" | "POST" | "HEAD" | "DELETE";
  readonly target: "service" | "bucket" | "object";
  /** Query parameters that must all be there; `name=value` asks for that value. */
  readonly marks: readonly string[];
  /** A header that must be there. */
  readonly markHeader?: string;
  /** Further query parameters it understands. */
  readonly query: readonly string[];
  /** `x-amz-*` headers it understands; a trailing `*` stands for any ending. */
  readonly headers: readonly string[];
  readonly run: (exchange: Exchange) => Promise<void> | void;
}
