import type { ServerResponse } from "node:http";
import type { Http2Bindings, HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { textOfResponse } from "../http/text-response.ts";
import type { Answering } from "../site/site.ts";

/** An API's answers, for a server of HTTP/1.1: those that are text are written whole, at once. */
export function answerBy(api: Answering) {
  return async (request: Request, bindings: HttpBindings | Http2Bindings): Promise<Response> => {
    const response = await api.fetch(request);
    const text = textOfResponse(response);
    if (text === undefined) return response;
    const headers: Record<string, string | number> = Object.fromEntries(response.headers);
    headers["content-length"] = Buffer.byteLength(text);
    const outgoing = bindings.outgoing as ServerResponse;
    outgoing.writeHead(response.status, headers).end(text);
    return RESPONSE_ALREADY_SENT;
  };
}
