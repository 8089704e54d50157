import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { S3Client } from "@aws-sdk/client-s3";
import { onTestFinished } from "vitest";

/** A request as the server got it. */
export interface ServerCall {
  readonly method: string;
  readonly url: string;
  readonly range: string | undefined;
}

/** A server on loopback that answers as the test says, and a client of it; both end with the test. */
export async function misbehavingServer(
  answer: (call: ServerCall, response: ServerResponse, number: number) => void,
  options: object = {},
): Promise<{ readonly s3: S3Client; readonly calls: ServerCall[] }> {
  const calls: ServerCall[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    const { method = "", url = "", headers } = request;
    const call = { method, url, range: headers.range };
    calls.push(call);
    request.resume();
    request.on("end", () => answer(call, response, calls.length));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const s3 = new S3Client({
    endpoint: `http://127.0.0.1:${port}`,
    region: "us-east-1",
    forcePathStyle: true,
    credentials: { accessKeyId: "key", secretAccessKey: "secret" },
    ...options,
  });
  onTestFinished(async () => {
    s3.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { s3, calls };
}

/** Answer a GetObject, as far as `send` says: all of it, so many bytes and then nothing, or none at all. */
export function sendObject(
  bytes: Buffer,
  { range }: ServerCall,
  response: ServerResponse,
  stopAfter?: number,
): void {
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range ?? "") ?? [];
  const start = Number(from ?? 0);
  const part = bytes.subarray(start, to === undefined ? undefined : Number(to) + 1);
  response.writeHead(range === undefined ? 200 : 206, {
    etag: '"v1"',
    "content-length": part.length,
    ...(range === undefined
      ? {}
      : { "content-range": `bytes ${start}-${start + part.length - 1}/${bytes.length}` }),
  });
  if (stopAfter === undefined) response.end(part);
  else response.write(part.subarray(0, stopAfter));
}
