import { defineConfig } from "vitest/config";

// Packages hold no state and read no environment, so files may share a process, and what they import is loaded once.
const shared = { isolate: false, testTimeout: 20_000 };

/** Unit tests need nothing; integration tests start the embedded cloud, or use the servers named in the environment. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          ...shared,
          include: [
            "packages/*/src/**/*.test.ts",
            "examples/**/*.test.ts",
            "docs/**/*.test.ts",
            "scripts/**/*.test.ts",
          ],
          exclude: ["**/*.int.test.ts", "**/node_modules/**"],
        },
      },
      {
        test: {
          name: "integration",
          ...shared,
          include: [
            "packages/*/test/**/*.int.test.ts",
            "examples/**/*.int.test.ts",
            "docs/*.int.test.ts",
          ],
          // Trino is a large download: its tests run where a server is named, and are no part of the others.
          exclude: [
            "**/node_modules/**",
            ...(process.env["CLOUDAPI_TEST_TRINO"] === undefined &&
            process.env["CI_SERVERS"] !== "required"
              ? ["**/trino.int.test.ts"]
              : []),
          ],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: "types",
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            include: ["packages/*/src/**/*.test-d.ts"],
            tsconfig: "./tsconfig.json",
          },
        },
      },
    ],
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
