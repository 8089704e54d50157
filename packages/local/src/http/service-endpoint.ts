import type { Access } from "../access/authority.ts";
import type { Caller } from "../access/caller.ts";

/** A request to a service other than S3: its signature is checked and its body is in memory. */
export interface ServiceRequest {
  readonly service: string;
  readonly method: string;
  /** The decoded path. */
  readonly path: string;
  /** Query parameters, decoded; none for services whose input is in the body. */
  readonly query?: readonly (readonly [name: string, value: string])[];
  /** Header values by lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
  readonly requestId: string;
  /** Who signed it. */
  readonly caller: Caller;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
}

/** A whole answer. */
export interface ServiceResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** What a request does, as policies name it. */
export interface RequestedAccess {
  readonly operation: string;
  readonly accesses: readonly Access[];
}

/** A service behind the gateway, such as Athena or SQS. */
export interface ServiceEndpoint {
  /** What a request does; a request that the service can't read does nothing. */
  accessOf(request: ServiceRequest): Promise<RequestedAccess>;
  handle(request: ServiceRequest): Promise<ServiceResponse>;
  close(): Promise<void>;
}
