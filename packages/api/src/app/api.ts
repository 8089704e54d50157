import type { CallerContext } from "../auth/authenticator.ts";
import type { OpenApiDocument } from "../openapi/open-api-document.ts";
import type { Operation } from "../operation/operation.ts";

/** An API: a function from requests to answers, with what it is made of. */
export interface Api {
  /** Answer a request. It never rejects. */
  readonly fetch: (request: Request, caller?: CallerContext) => Promise<Response>;
  /**
   * Before it serves: that the tables of all resources are there, and were made by contracts that this API can read. The engine
   * has to know its tables (`describe`).
   *
   * @throws {CloudApiError} `TABLES_DIFFER` with all that is wrong
   */
  readonly checkTables: (options?: { readonly signal?: AbortSignal }) => Promise<void>;
  /** The OpenAPI 3.1 document, as it is answered at `/openapi.json`. */
  readonly document: OpenApiDocument;
  readonly operations: readonly Operation[];
}
