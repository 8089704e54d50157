import { existsSync, readFileSync } from "node:fs";

interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

// Prints "passed failed skipped" for Vitest's JSON report and the exit status of its process. A file that can't be
// loaded, a report that was never written and a failure outside any test each count as one failure. Where servers are
// not up yet (third argument `no-servers`), the integration tests that skip for want of one are left to the suite
// that has them all.
const [, , path = "", exitStatus = "1", servers = ""] = process.argv;
const report: VitestReport = existsSync(path)
  ? (JSON.parse(readFileSync(path, "utf8")) as VitestReport)
  : { testResults: [] };
const tests = report.testResults.flatMap(({ name, assertionResults }) =>
  assertionResults.filter(({ status }) => !(isLeftForLater(name) && isSkipped(status))),
);
const unloadable = report.testResults.filter(
  ({ status, assertionResults }) =>
    status === "failed" && !assertionResults.some((test) => test.status === "failed"),
);
const passed = tests.filter(({ status }) => status === "passed").length;
const skipped = tests.filter(({ status }) => isSkipped(status));
let failed = tests.length - passed - skipped.length + unloadable.length;
if (failed === 0 && (exitStatus !== "0" || tests.length === 0)) failed = 1;

for (const { fullName, status, failureMessages } of tests)
  if (status === "passed" && failureMessages.length > 0)
    console.error(`second try: ${fullName}: ${failureMessages[0]?.split("\n")[0]}`);
for (const { fullName } of skipped) console.error(`skipped: ${fullName}`);
for (const { name, message } of unloadable) console.error(`${name}: ${message}`);
console.log(passed, failed, skipped.length);

function isLeftForLater(file: string): boolean {
  return servers === "no-servers" && file.endsWith(".int.test.ts");
}

function isSkipped(status: string): boolean {
  return status !== "passed" && status !== "failed";
}
