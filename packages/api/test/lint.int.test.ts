import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Dataset } from "@cloudapi/core";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { anyContract } from "../../redshift/test/support/any-contract.ts";
import {
  type ApiInput,
  apiKeyAuth,
  createApi,
  createLakeApi,
  iamAuth,
  type OpenApiDocument,
} from "../src/index.ts";
import { fakeEngine } from "./support/fake-engine.ts";
import { nineContracts } from "./support/nine-tables.ts";

const TOOLS = testServer("CLOUDAPI_TEST_API_TOOLS");
const CONTRACTS = 16;
/** Whom to write to is known to who runs an API. */
const RULES = { extends: ["spectral:oas"], rules: { "info-contact": "off" } };

describe.skipIf(TOOLS === undefined)("the document (CLOUDAPI_TEST_API_TOOLS)", () => {
  let folder: string;
  let files: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "cloudapi-lint-"));
    await mkdir(join(folder, "documents"));
    files = await Promise.all(
      documents().map(async (document, index) => {
        const file = join(folder, "documents", `${index}.json`);
        await writeFile(file, JSON.stringify(document, null, 1));
        return file;
      }),
    );
  });

  afterAll(() => rm(folder, { recursive: true }));

  it("has no error and no warning for Redocly", { timeout: 600_000 }, async () => {
    const said = await run("redocly", [
      "lint",
      "--extends",
      "recommended",
      "--format",
      "json",
      ...files,
    ]);
    const totals = [...said.matchAll(/"totals": (\{[^{}]{1,200}\})/g)];
    expect(
      totals.map(([, each]) => JSON.parse(each ?? "") as unknown),
      said.slice(0, 5_000),
    ).toEqual(files.map(() => ({ errors: 0, warnings: 0, ignored: 0 })));
  });

  it("has no error and no warning for Spectral", { timeout: 600_000 }, async () => {
    await writeFile(join(folder, ".spectral.json"), JSON.stringify(RULES));
    const said = await run("spectral", ["lint", "--format", "json", "--quiet", ...files]);
    expect(JSON.parse(said)).toEqual([]);
  });

  it("is looked at: both refuse one that is not right", { timeout: 600_000 }, async () => {
    const file = join(folder, "wrong.json");
    const [right] = documents();
    await writeFile(
      file,
      JSON.stringify({ ...right, paths: { "/a": { get: { responses: {} } } } }),
    );
    await expect(run("redocly", ["lint", "--extends", "recommended", file])).rejects.toThrow(
      "failed",
    );
    await expect(run("spectral", ["lint", file])).rejects.toThrow("failed");
  });

  async function run(tool: string, options: readonly string[]): Promise<string> {
    const env = {
      ...process.env,
      REDOCLY_TELEMETRY: "off",
      REDOCLY_SUPPRESS_UPDATE_NOTICE: "true",
    };
    const settings = { cwd: folder, env, maxBuffer: 2 ** 28 };
    const command = [join(TOOLS ?? "", tool), ...options];
    return (await promisify(execFile)(process.execPath, command, settings)).stdout;
  }
});

/** That of the lake, and those of APIs of contracts of all kinds, with credentials and without. */
function documents(): readonly OpenApiDocument[] {
  const engine = fakeEngine([]);
  const tables = nineContracts();
  const sha256 = "0".repeat(64);
  const auth = [apiKeyAuth({ keys: [{ subject: "reports", sha256 }] }), iamAuth()];
  const generated = fc.sample(anyContract, { numRuns: CONTRACTS, seed: 12 });
  return [
    createLakeApi({ engine, tables }),
    ...generated.map((dataset, index) =>
      createApi({ engine, ...partsOf(dataset), ...(index % 2 === 0 && { auth }) }),
    ),
  ].map(({ document }) => document);
}

function partsOf(dataset: Dataset): Pick<ApiInput, "datasets" | "resources"> {
  const relations = [{ path: "/api/by-tenant/{tenant}", column: "tenant" }];
  return {
    datasets: [dataset],
    resources: [{ dataset: dataset.name, key: ["key"], aliases: ["/v1/rows"], relations }],
  };
}
