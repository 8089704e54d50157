import { once } from "node:events";
import type { Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createGateway } from "./create-gateway.ts";

let server: Server;
beforeEach(async () => {
  server = createGateway(
    {
      identity: { region: "us-east-1", accountId: "0", accessKeyId: "a", secretAccessKey: "s" },
      credential: () => undefined,
      authority: undefined,
      now: Date.now,
      s3: async (_request, _authorization, response) => {
        response.end("answered");
      },
      service: async () => undefined,
    },
    { headersTimeoutMs: 100 },
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterEach(() => {
  server.close();
});

/** What comes back over a connection on which `drip` is sent every 20 ms after `first`, until the server ends it. */
async function untilCut(first: string, drip: string): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  let answer = "";
  socket.on("data", (data) => {
    answer += data.toString();
  });
  socket.write(first);
  const timer = setInterval(() => socket.write(drip), 20);
  await once(socket, "close");
  clearInterval(timer);
  return answer;
}

const TIMEOUT = /HTTP\/1\.1 400 [^]*<Code>RequestTimeout<\/Code>/;

it("cuts a request whose headers do not come to an end, and says so", async () => {
  expect(await untilCut("GET / HTTP/1.1\r\nhost: x\r\n", "x-slow: y\r\n")).toMatch(TIMEOUT);
});

it("cuts a connection on which nothing comes", async () => {
  expect(await untilCut("", "")).toMatch(TIMEOUT);
});

it("cuts the second request of a connection as well", async () => {
  const answer = await untilCut("GET / HTTP/1.1\r\nhost: x\r\n\r\nGET /", "a");
  expect(answer).toContain("answered");
  expect(answer).toMatch(TIMEOUT);
});
