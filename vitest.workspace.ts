import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { PageReporter } from "./scripts/lib/page-reporter.ts";

const hasTrino =
  process.env["CLOUDAPI_TEST_TRINO"] !== undefined || process.env["CI_SERVERS"] === "required";

/** Suites that take long for what a change is likely to break: `pnpm test` leaves them to `pnpm test:all`, and to CI. */
const LONG = [
  "packages/local/test/**",
  "packages/athena/test/contract-changes.int.test.ts",
  "packages/athena/test/type-law.int.test.ts",
  "packages/records/src/engine/hostile-records.test.ts",
  "packages/records/test/zod-law-at-length.test.ts",
  "packages/s3/src/download/idle-connection.test.ts",
  "packages/s3/test/broken-network.int.test.ts",
  "packages/transform/test/amplification.int.test.ts",
  "packages/transform/test/killed.int.test.ts",
  "packages/transform/test/readers.int.test.ts",
  "packages/transform/test/s3.int.test.ts",
  "packages/validation/test/lambda-once.int.test.ts",
  "scripts/**",
  "examples/test/**",
];

/**
 * The tests: beside the sources and without needs (`*.test.ts`), or in integration, on the embedded cloud or the
 * servers named in the environment (`*.int.test.ts`). Types (`*.test-d.ts`) are checked by `pnpm types`.
 */
export default defineConfig(({ mode }) => ({
  test: {
    include: ["{packages,examples,docs,scripts}/**/*.test.ts"],
    exclude: [
      "**/node_modules/**",
      ...(mode === "quick" ? LONG : []),
      // Trino is a large download: its tests run where a server is named, and are no part of the others.
      ...(hasTrino ? [] : ["**/trino.int.test.ts"]),
    ],
    env: mode === "quick" ? { CLOUDAPI_TEST_RUNS_FACTOR: "0.4" } : {},
    reporters: [new PageReporter()],
    // What a test prints is shown when it fails.
    silent: "passed-only",
    globalSetup: "scripts/lib/tell-skipped-servers.ts",
    // Packages hold no state and read no environment, so files may share a process: imports are loaded once.
    isolate: false,
    // Many of the long suites wait for a server: one worker more than there are cores keeps these busy.
    maxWorkers: availableParallelism() + (mode === "quick" ? 0 : 1),
    testTimeout: 30_000,
    hookTimeout: 30_000,
    coverage: {
      provider: "v8",
      include: ["packages/*/src/**/*.ts"],
      // The embedded cloud is a development dependency; the suites that run against it prove it.
      exclude: ["**/*.test.ts", "**/*.test-d.ts", "packages/local/**"],
      reporter: ["text", "json-summary"],
      reportOnFailure: true,
      thresholds: { lines: 95 },
    },
  },
}));
