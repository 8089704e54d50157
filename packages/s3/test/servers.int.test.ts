import { describe, expect, test } from "vitest";
import { testConformance } from "./conformance.ts";
import { serversOfEnvironment } from "./server-under-test.ts";

for (const server of serversOfEnvironment(process.env)) {
  describe(`on ${server.name}`, () => {
    if ("start" in server) return testConformance(server);
    const isRequired = process.env["CI_SERVERS"] === "required";
    test.skipIf(!isRequired)(
      `skipped: set ${server.missing} to the endpoint of a running server`,
      () => {
        expect.fail(`CI_SERVERS=required, but ${server.missing} does not name an endpoint.`);
      },
    );
  });
}
