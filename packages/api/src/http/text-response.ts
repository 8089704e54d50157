/** Shared by all copies of this module: in CommonJS each entry of the package has its own. */
const TEXT = Symbol.for("@cloudapi/api: text of a response");

/** A response of text, which `textOfResponse` knows without reading a stream. */
export function textResponse(text: string, init: ResponseInit): Response {
  return Object.defineProperty(new Response(text, init), TEXT, { value: text });
}

/** The body of a response that was made by `textResponse` and that nobody has read. */
export function textOfResponse(response: Response): string | undefined {
  return response.bodyUsed ? undefined : (response as { readonly [TEXT]?: string })[TEXT];
}
