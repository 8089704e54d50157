import { resolve } from "node:path";
import { type BuildOptions, build } from "esbuild";
import { filesInside } from "./files-inside.ts";

/** Loaded by the SDK only where the environment holds no credentials, which it always does in Lambda. */
export const UNUSED_PROVIDERS = ["ini", "login", "process", "sso", "web-identity"].map(
  (name) => `@aws-sdk/credential-provider-${name}`,
);

/** Bundle the Lambda handler into one ES module, as docs/lambda.md says. */
export async function bundleHandler(outfile: string, options: BuildOptions = {}): Promise<void> {
  await build({
    stdin: {
      contents: 'export { handler } from "@cloudapi/validation/lambda";',
      resolveDir: resolve(import.meta.dirname, ".."),
    },
    outfile,
    bundle: true,
    minify: true,
    platform: "node",
    // ES modules of the SDK, of which unused parts are left out.
    mainFields: ["module", "main"],
    target: "node22",
    format: "esm",
    // Some of the SDK's dependencies are CommonJS and call require.
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
    logLevel: "error",
    external: UNUSED_PROVIDERS,
    plugins: [filesInside],
    ...options,
  });
}
