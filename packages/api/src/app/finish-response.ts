import { textResponse } from "../http/text-response.ts";
import type { Reply } from "../operation/operation.ts";
import type { BodyTexts } from "./body-text.ts";

const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "strict-transport-security": "max-age=31536000",
  "x-content-type-options": "nosniff",
};

/** The answer of a reply. JSON has an ETag of its content, and is 304 to who has it. */
export function responseOf(reply: Reply, request: Request, texts: BodyTexts): Response {
  if (reply instanceof Response) return reply;
  const { json, status = 200, headers = {}, isConstant = false } = reply;
  const { text, etag } = texts(json, isConstant);
  const isCacheable = status === 200 && (request.method === "GET" || request.method === "HEAD");
  const all = {
    ...headers,
    "cache-control": isCacheable ? "private, no-cache" : "no-store",
    ...(isCacheable && { etag }),
  };
  if (isCacheable && matches(request.headers.get("if-none-match"), etag))
    return new Response(null, { status: 304, headers: all });
  return textResponse(text, { status, headers: { ...all, "content-type": "application/json" } });
}

/** Whether one of the tags is it (RFC 9110, section 13.1.2): compared without their weakness. */
function matches(header: string | null, etag: string): boolean {
  if (header === null) return false;
  return header.split(",").some((each) => {
    const tag = each.trim();
    return tag === "*" || tag.replace(/^W\//, "") === etag;
  });
}

/** What every answer has. A page may have a policy of its own. */
export function finishResponse(
  response: Response,
  headers: Readonly<Record<string, string>>,
): Response {
  const finished = withOpenHeaders(response);
  for (const [name, value] of Object.entries(SECURITY_HEADERS))
    if (!finished.headers.has(name)) finished.headers.set(name, value);
  for (const [name, value] of Object.entries(headers)) finished.headers.set(name, value);
  return finished;
}

/** A response of `fetch` is not to be altered: a copy of it is. */
function withOpenHeaders(response: Response): Response {
  try {
    response.headers.append("vary", "authorization, x-api-key");
    return response;
  } catch {
    const copy = new Response(response.body, response);
    copy.headers.append("vary", "authorization, x-api-key");
    return copy;
  }
}
