import { ProblemError } from "./problem.ts";

/**
 * The JSON of a request's body. It is read no further than the limit, whatever its length says.
 *
 * @throws {ProblemError} 413 `BODY_TOO_LARGE`, 415 `NOT_JSON`, 400 `INVALID_BODY`
 */
export async function readBody(
  request: Request,
  maxBytes: number,
  signal: AbortSignal,
): Promise<unknown> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json\s*(?:;|$)/i.test(type)) throw notJson();
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const bytes = await readBytes(request, maxBytes, signal);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as unknown;
  } catch (error) {
    throw invalid(error);
  }
}

async function readBytes(
  request: Request,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = request.body?.getReader();
  const chunks: Uint8Array[] = [];
  if (reader === undefined) return new Uint8Array();
  const stop = () => void reader.cancel(signal.reason).catch(() => undefined);
  signal.addEventListener("abort", stop, { once: true });
  try {
    for (let sizeBytes = 0; ; ) {
      const { done, value } = await reader.read();
      signal.throwIfAborted();
      if (done) return Buffer.concat(chunks);
      sizeBytes += value.length;
      if (sizeBytes > maxBytes) throw tooLarge(maxBytes);
      chunks.push(value);
    }
  } finally {
    signal.removeEventListener("abort", stop);
    void reader.cancel().catch(() => undefined);
  }
}

function tooLarge(maxBytes: number): ProblemError {
  return new ProblemError({
    status: 413,
    code: "BODY_TOO_LARGE",
    title: "The body is too large.",
    detail: `A body has at most ${maxBytes} bytes.`,
  });
}

function notJson(): ProblemError {
  return new ProblemError({
    status: 415,
    code: "NOT_JSON",
    title: "The body is not JSON.",
    detail: "Give a body of JSON, and say so: content-type: application/json.",
  });
}

function invalid(cause: unknown): ProblemError {
  const message = "It is not JSON, or not in UTF-8.";
  return new ProblemError({
    status: 400,
    code: "INVALID_BODY",
    title: "The body is not right.",
    detail: message,
    faults: [{ in: "body", name: "", message }],
    cause,
  });
}
