import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { UNESCAPED_URL } from "../http/check-url.ts";
import { type ProblemInput, problemText } from "../http/problem.ts";

/** What is read of a request that has been refused, so that its sender gets to see the answer. */
const MAX_DRAINED_BYTES = 16_777_216;
const MAX_DRAIN_MS = 30_000;

/**
 * Answers what is not readable as HTTP by Problem Details, as other problems are. Node resets the connection
 * then, and a client that is still sending gets no answer.
 */
export function refuseUnreadable(server: Server): void {
  const answering = new WeakSet<Duplex>();
  server.on("request", ({ socket }: IncomingMessage, response: ServerResponse) => {
    answering.add(socket);
    response.once("close", () => answering.delete(socket));
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    // Into an answer that has begun nothing else can be written.
    if (answering.has(socket) || !socket.writable || error.code === "ECONNRESET") socket.destroy();
    else refuse(socket, problemOf(error.code));
  });
}

function refuse(socket: Duplex, problem: ProblemInput): void {
  const body = problemText(problem, crypto.randomUUID());
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${REASONS[problem.status] ?? "Bad Request"}`,
      "content-type: application/problem+json",
      `content-length: ${Buffer.byteLength(body)}`,
      "cache-control: no-store",
      "connection: close",
      "",
      body,
    ].join("\r\n"),
  );
  drain(socket);
}

function drain(socket: Duplex): void {
  let leftBytes = MAX_DRAINED_BYTES;
  const late = setTimeout(() => socket.destroy(), MAX_DRAIN_MS);
  socket.once("close", () => clearTimeout(late));
  socket.removeAllListeners("data");
  socket.on("data", (chunk: Buffer) => {
    leftBytes -= chunk.length;
    if (leftBytes < 0) socket.destroy();
  });
  socket.once("end", () => socket.destroy());
  socket.resume();
}

const REASONS: Readonly<Record<number, string>> = {
  408: "Request Timeout",
  431: "Request Header Fields Too Large",
};

function problemOf(code: string | undefined): ProblemInput {
  if (code === "HPE_HEADER_OVERFLOW")
    return {
      status: 431,
      code: "HEADERS_TOO_LARGE",
      title: "The URL and the headers are too large.",
      detail: "They are more than the server reads. Ask for less at once.",
    };
  if (code === "ERR_HTTP_REQUEST_TIMEOUT")
    return {
      status: 408,
      code: "REQUEST_TOO_SLOW",
      title: "The request took too long to come.",
      detail: "Send it again, and whole.",
    };
  if (code === "HPE_INVALID_URL") return UNESCAPED_URL;
  return {
    status: 400,
    code: "INVALID_REQUEST",
    title: "The request is not HTTP.",
    detail: "It can't be read as a request of HTTP/1.1.",
  };
}
