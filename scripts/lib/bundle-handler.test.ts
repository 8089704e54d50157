import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, expect, it, vi } from "vitest";
import { bundleHandler } from "./bundle-handler.ts";
import { FUNCTION_SOURCES } from "./function-sources.ts";
import { inQueue } from "./s3-events.ts";

afterEach(() => vi.unstubAllEnvs());

type Handler = (event: object) => Promise<{ statusCode: number; body: string }>;

/** A function, bundled into a folder where nothing else is. */
async function withFunction(
  name: keyof typeof FUNCTION_SOURCES,
  work: (handler: Handler) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "bundle-"));
  try {
    const file = join(folder, "index.mjs");
    const resolveDir = dirname(import.meta.dirname);
    await bundleHandler(file, { stdin: { contents: FUNCTION_SOURCES[name], resolveDir } });
    const { handler } = (await import(pathToFileURL(file).href)) as { handler: Handler };
    await work(handler);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function eventOf(path: string) {
  return {
    version: "2.0",
    rawPath: path,
    rawQueryString: "",
    headers: { host: "lake.example" },
    requestContext: {
      domainName: "lake.example",
      http: { method: "GET", path },
      authorizer: { iam: { userArn: "arn:aws:iam::123456789012:user/ana" } },
    },
    isBase64Encoded: false,
  };
}

it("puts the dashboard's pages into the function of an API", { timeout: 60_000 }, async () => {
  vi.stubEnv("CLOUDAPI_LAMBDA_DATABASE", "logs");
  vi.stubEnv("CLOUDAPI_LAMBDA_WORKGROUP", "primary");
  vi.stubEnv("CLOUDAPI_LAMBDA_AUTH", "iam");
  vi.stubEnv("CLOUDAPI_LAMBDA_DASHBOARD", "true");
  await withFunction("api", async (handler) => {
    const page = await handler(eventOf("/dashboard"));
    expect([page.statusCode, page.body.includes("<title>")]).toEqual([200, true]);
    const script = await handler(eventOf("/dashboard/assets/main.js"));
    expect([script.statusCode, script.body.includes("import ")]).toEqual([200, true]);
  });
});

it("leaves errors the names by which alarms and state machines know them", {
  timeout: 60_000,
}, async () => {
  vi.stubEnv("CLOUDAPI_LOG_LEVEL", "SILENT");
  vi.stubEnv("CLOUDAPI_LAMBDA_FORCE", "maybe");
  await withFunction("validate", async (handler) => {
    await expect(handler({})).rejects.toMatchObject({ name: "ConfigError" });
    vi.stubEnv("CLOUDAPI_LAMBDA_FORCE", "");
    await expect(handler({})).rejects.toMatchObject({ name: "EventError" });
    await expect(handler(inQueue({}, {}))).rejects.toMatchObject({ name: "CloudApiError" });
  });
});
