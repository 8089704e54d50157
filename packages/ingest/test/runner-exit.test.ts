import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";

const BIN = join(import.meta.dirname, "../src/runner/bin.ts");

it("a run that never comes to its end is none that went well", async () => {
  const folder = await mkdtemp(join(tmpdir(), "runner-exit-"));
  const contract = join(folder, "never.mjs");
  await writeFile(contract, "await new Promise(() => {});\n");
  const args = [BIN, "files", "--source", "web", "--bucket", "lake", "--contract", contract, "x"];
  const code = await new Promise((resolve) => {
    execFile(process.execPath, args, (error) => resolve(error?.code ?? 0));
  });
  await rm(folder, { recursive: true });
  expect(code).toBe(1);
});

it("takes region and endpoint of AWS from a file of settings, too", async () => {
  const folder = await mkdtemp(join(tmpdir(), "runner-exit-"));
  const file = join(folder, "settings.env");
  const lines = ["DB_TYPE=mongo", "MONGO_DATABASE=shop", "AWS_ENDPOINT_URL=localhost:9000"];
  await writeFile(file, [...lines, "AWS_REGION=eu-central-1"].join("\n"));
  const env = { PATH: process.env["PATH"], AWS_EC2_METADATA_DISABLED: "true", HOME: folder };
  const said = await new Promise<string>((resolve) => {
    execFile(process.execPath, [BIN, "--config", file], { env }, (_, stdout) => {
      resolve(stdout);
    });
  });
  await rm(folder, { recursive: true });
  expect(said).toContain("AWS_ENDPOINT_URL: expected a URL");
  expect(said).toContain("MONGO_HOST: is missing");
  expect(said).toContain("S3_BUCKET_MS3 or S3_BUCKET: is missing");
  expect(said).not.toContain("AWS_REGION");
});
