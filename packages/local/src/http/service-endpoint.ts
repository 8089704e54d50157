/** A request to a service other than S3: its signature is checked and its body is in memory. */
export interface ServiceRequest {
  readonly service: string;
  readonly method: string;
  /** The decoded path. */
  readonly path: string;
  /** Header values by lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
  readonly requestId: string;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
}

/** A whole answer. */
export interface ServiceResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** A service behind the gateway, such as Athena or SQS. */
export interface ServiceEndpoint {
  handle(request: ServiceRequest): Promise<ServiceResponse>;
  close(): Promise<void>;
}
