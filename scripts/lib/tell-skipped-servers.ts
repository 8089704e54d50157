import { TEST_SERVERS } from "./test-server.ts";

/** Vitest's global set-up calls it at the end of a run: which tests were skipped for want of a server, and the way out. */
export function teardown(): void {
  const missing = TEST_SERVERS.filter((variable) => (process.env[variable] ?? "") === "");
  if (missing.length > 0) console.log(skippedServers(missing));
}

/** The variables without the beginning that all have, in lines of at most 80 columns. */
export function skippedServers(missing: readonly string[]): string {
  const names = missing.map((variable) => variable.replace(/^CLOUDAPI_TEST_/, ""));
  const lines = ["Skipped: tests against software that others wrote. Not set: CLOUDAPI_TEST_…"];
  let line = " ";
  for (const name of names) {
    if (`${line} ${name}`.length > 78) {
      lines.push(line);
      line = " ";
    }
    line += ` ${name}`;
  }
  return [...lines, line, "CONTRIBUTING.md says how to start one; .ci/run starts them all."].join(
    "\n",
  );
}
