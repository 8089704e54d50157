import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { lockedPackages } from "./locked-packages.ts";

it("reads names, scopes and platforms", () => {
  const lockfile = [
    "lockfileVersion: '9.0'",
    "",
    "packages:",
    "",
    "  '@esbuild/aix-ppc64@0.28.2':",
    "    resolution: {integrity: sha512-x==}",
    "    cpu: [ppc64]",
    "    os: [aix]",
    "",
    "  zod@4.6.7:",
    "    resolution: {integrity: sha512-y==}",
    "",
    "snapshots:",
    "",
    "  other@1.0.0: {}",
  ];
  expect(lockedPackages(lockfile.join("\n"))).toEqual([
    { id: "@esbuild/aix-ppc64@0.28.2", platformOnly: true },
    { id: "zod@4.6.7", platformOnly: false },
  ]);
});

it("reads this repository's lockfile", async () => {
  const text = await readFile(new URL("../../pnpm-lock.yaml", import.meta.url), "utf8");
  const locked = lockedPackages(text);
  expect(locked.map(({ id }) => id)).toContain("vitest@5.1.0");
  expect(locked.length).toBe(text.split("\n    resolution: {").length - 1);
});
