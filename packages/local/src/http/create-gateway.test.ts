import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { expect, it } from "vitest";
import { createGateway } from "./create-gateway.ts";

it("cuts a request whose headers do not come to an end, and says so", async () => {
  const server = createGateway(
    {
      identity: { region: "us-east-1", accountId: "0", accessKeyId: "a", secretAccessKey: "s" },
      now: Date.now,
      s3: async () => {},
      service: async () => undefined,
    },
    { headersTimeoutMs: 100 },
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  let answer = "";
  socket.on("data", (data) => {
    answer += data.toString();
  });
  socket.write("GET / HTTP/1.1\r\nhost: x\r\n");
  const drip = setInterval(() => socket.write("x-slow: y\r\n"), 20);
  await once(socket, "close");
  clearInterval(drip);
  expect(answer).toMatch(/^HTTP\/1\.1 400 [^]*<Code>RequestTimeout<\/Code>/);
  server.close();
});
