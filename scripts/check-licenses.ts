import { globSync, lstatSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { isPermissive } from "./lib/is-permissive.ts";
import { lockedPackages } from "./lib/locked-packages.ts";

// Every package of the lockfile must be under a permissive licence, by its own package.json. Packages for other
// platforms are not installed here: one of the same scope and version that is installed speaks for them.
const NEVER_INSTALLED: Readonly<Record<string, string>> = {
  // Looked up in the registry: parts of WebAssembly and macOS builds that Linux leaves out.
  "@emnapi/core": "MIT",
  "@emnapi/runtime": "MIT",
  "@emnapi/wasi-threads": "MIT",
  "@napi-rs/wasm-runtime": "MIT",
  "@tybys/wasm-util": "MIT",
  fsevents: "MIT",
};
const root = resolve(import.meta.dirname, "..");
const installed = installedLicenses();
const faults: string[] = [];
const locked = lockedPackages(readFileSync(join(root, "pnpm-lock.yaml"), "utf8"));

for (const { id, platformOnly } of locked) {
  const license =
    installed.get(id) ??
    NEVER_INSTALLED[id.slice(0, id.lastIndexOf("@"))] ??
    (platformOnly ? licenseOfSibling(id) : undefined);
  if (license === undefined) faults.push(`${id}: not installed, so its licence can't be read`);
  else if (!isPermissive(license)) faults.push(`${id}: ${license} is not a permissive licence`);
}
for (const fault of faults) console.error(fault);
console.log(`licences: ${locked.length - faults.length} passed, ${faults.length} failed`);
process.exitCode = faults.length === 0 ? 0 : 1;

function installedLicenses(): Map<string, string> {
  const folders = globSync(["*/node_modules/*", "*/node_modules/@*/*"], {
    cwd: join(root, "node_modules/.pnpm"),
  }).map((folder) => join(root, "node_modules/.pnpm", folder));
  return new Map(folders.filter(isPackage).map((folder) => readLicense(folder)));
}

/** Symbolic links lead to packages that are listed under their own name. */
function isPackage(folder: string): boolean {
  if (!lstatSync(folder).isDirectory()) return false;
  return lstatSync(join(folder, "package.json"), { throwIfNoEntry: false }) !== undefined;
}

function readLicense(folder: string): [string, string] {
  const { name, version, license } = JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  ) as { name: string; version: string; license?: string | { type?: string } };
  const text = typeof license === "string" ? license : (license?.type ?? "no licence stated");
  return [`${name}@${version}`, text];
}

/** `@esbuild/darwin-arm64@0.28.2` is under the licence of `@esbuild/linux-x64@0.28.2`. */
function licenseOfSibling(id: string): string | undefined {
  const version = id.slice(id.lastIndexOf("@"));
  const stem = /^(@[^/]+\/|[^@-]+-)/.exec(id)?.[1] ?? id;
  const sibling = [...installed.keys()].find(
    (key) => key.startsWith(stem) && key.endsWith(version),
  );
  return sibling && installed.get(sibling);
}
