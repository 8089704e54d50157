import { TEST_SERVERS } from "./test-server.ts";

/** Vitest's global set-up calls it at the end of a run: which tests were skipped for want of a server, and the way out. */
export function teardown(): void {
  const missing = TEST_SERVERS.filter((variable) => (process.env[variable] ?? "") === "");
  if (missing.length === 0) return;
  console.log(
    `Skipped: the tests against software that others wrote. Not set: ${missing.join(", ")}.\n.ci/run starts it all; CONTRIBUTING.md says how to start one.`,
  );
}
