import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const env = process.env;
const hasTrino = env["CLOUDAPI_TEST_TRINO"] !== undefined || env["CI_SERVERS"] === "required";

/**
 * All tests: beside the sources and without needs (`*.test.ts`), or in integration, on the embedded cloud or the
 * servers named in the environment (`*.int.test.ts`). Types (`*.test-d.ts`) are checked by `pnpm types`.
 */
export default defineConfig({
  test: {
    include: ["{packages,examples,docs,scripts}/**/*.test.ts"],
    globalSetup: "scripts/lib/tell-skipped-servers.ts",
    // Trino is a large download: its tests run where a server is named, and are no part of the others.
    exclude: ["**/node_modules/**", ...(hasTrino ? [] : ["**/trino.int.test.ts"])],
    // Packages hold no state and read no environment, so files may share a process: imports are loaded once.
    isolate: false,
    // Many tests wait for a server: one worker more than there are cores keeps these busy.
    maxWorkers: availableParallelism() + 1,
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
});
