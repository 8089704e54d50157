/** A request as it is about to be sent. */
export interface UnsignedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** What a catalog's requests are sent with, so that it knows the caller. */
export interface RestAuth {
  /**
   * The headers to add to a request.
   *
   * @param isRefused whether what was given last was refused (401), so that something new is wanted
   */
  headers(
    request: UnsignedRequest,
    options: {
      readonly isRefused: boolean;
      /** Sends a request of the auth's own, such as that for a token. */
      readonly fetch: typeof fetch;
      /** The catalog's address. */
      readonly catalogUri: string;
      readonly signal?: AbortSignal | undefined;
    },
  ): Promise<Readonly<Record<string, string>>>;
}
