import { createHash } from "node:crypto";
import { extname } from "node:path/posix";

/** Only what comes from this place: no script, style, font or picture of another, and none in the page's own text. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

const SECURITY = {
  "content-security-policy": POLICY,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** A file of a page, which the browser asks for again only to hear that it is the same. */
export function fileResponse(request: Request, name: string, text: string): Response {
  const etag = `"${createHash("sha256").update(text).digest("base64url").slice(0, 22)}"`;
  const headers = {
    ...SECURITY,
    "content-type": TYPES[extname(name)] ?? "text/plain; charset=utf-8",
    "cache-control": "no-cache",
    etag,
  };
  const known = request.headers.get("if-none-match")?.split(",") ?? [];
  if (known.some((each) => each.trim() === etag))
    return new Response(null, { status: 304, headers });
  return new Response(request.method === "HEAD" ? null : text, { headers });
}

/** An answer with the same headers of security as the pages have. */
export function secured(response: Response): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(SECURITY)) headers.set(name, value);
  return new Response(response.body, { status: response.status, headers });
}

/** Where what a page refers to is, from where the page was asked for: `/docs` or `/docs/`. */
export function relativeBase(pathname: string): string {
  return pathname.endsWith("/") ? "" : `${pathname.slice(pathname.lastIndexOf("/") + 1)}/`;
}
