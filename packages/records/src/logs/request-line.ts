/** The parts of a request line; what does not have them is its target as a whole. */
export interface RequestLine {
  readonly method: string | null;
  readonly target: string | null;
  readonly protocol: string | null;
}

/** Split `GET /a HTTP/1.1` at its first and its last space; a part that is `-` or empty is null. */
export function splitRequest(request: string | null): RequestLine {
  if (request === null) return { method: null, target: null, protocol: null };
  const first = request.indexOf(" ");
  const last = request.lastIndexOf(" ");
  if (first < 0 || last === first) return { method: null, target: request || null, protocol: null };
  return {
    method: known(request.slice(0, first)),
    target: known(request.slice(first + 1, last)),
    protocol: known(request.slice(last + 1)),
  };
}

function known(text: string): string | null {
  return text === "" || text === "-" ? null : text;
}
