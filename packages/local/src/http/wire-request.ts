import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

/** A request as it came over the wire, with its target taken apart but nothing judged yet. */
export interface WireRequest {
  readonly method: string;
  /** The path as it was sent, still percent-encoded. */
  readonly rawPath: string;
  /** The percent-decoded path, `/` first; `undefined` when it is not valid UTF-8. */
  readonly path: string | undefined;
  /** Query parameters in the order they came, decoded. */
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Header values by lower-case name; repeated headers are joined by a comma, as signatures want them. */
  readonly headers: ReadonlyMap<string, string>;
  readonly incoming: IncomingMessage;
}

/** Take an incoming request's target and headers apart. */
export function readWireRequest(incoming: IncomingMessage): WireRequest {
  const target = incoming.url ?? "/";
  const mark = target.indexOf("?");
  const rawPath = mark === -1 ? target : target.slice(0, mark);
  return {
    method: incoming.method ?? "GET",
    rawPath,
    path: decodePart(rawPath),
    query: mark === -1 ? [] : readQuery(target.slice(mark + 1)),
    headers: joinHeaders(incoming.rawHeaders, incoming.headers),
    incoming,
  };
}

/** Decode a percent-encoded part; `undefined` when the bytes are not UTF-8 or an escape is broken. */
export function decodePart(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function readQuery(text: string): [string, string][] {
  const pairs: [string, string][] = [];
  for (const part of text.split("&")) {
    if (part === "") continue;
    const equals = part.indexOf("=");
    const name = equals === -1 ? part : part.slice(0, equals);
    const value = equals === -1 ? "" : part.slice(equals + 1);
    pairs.push([decodeQueryPart(name), decodeQueryPart(value)]);
  }
  return pairs;
}

function decodeQueryPart(text: string): string {
  const spaced = text.replaceAll("+", " ");
  return decodePart(spaced) ?? spaced;
}

function joinHeaders(raw: readonly string[], parsed: IncomingHttpHeaders): Map<string, string> {
  const headers = new Map<string, string>();
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] ?? "").toLowerCase();
    const value = raw[i + 1] ?? "";
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before},${value}`);
  }
  if (parsed.host !== undefined) headers.set("host", parsed.host);
  return headers;
}
