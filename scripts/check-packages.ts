import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import {
  metadataFaults,
  type PackageMetadata,
  relativeLinks,
  repositoryUrl,
} from "./lib/package-metadata.ts";
import { type CommandResult, runCommand, runPnpm } from "./lib/run-command.ts";
import { entryPoints, type WorkspacePackage, workspacePackages } from "./lib/workspace-packages.ts";

// Packs every package as it would be published and looks at the tarball from the outside: its files, publint, the
// types (attw), and a fresh project that installs this one package and uses it from ESM, CommonJS and TypeScript.
// Run `pnpm build` first.
const root = resolve(import.meta.dirname, "..");
const packages = workspacePackages(root);
const only = process.argv.slice(2);
const TYPESCRIPTS = ["typescript", "typescript-7"];

const folder = await mkdtemp(join(tmpdir(), "packages-"));
const counts = { passed: 0, failed: 0 };
try {
  const tarballs = await packAll();
  if (only.length === 0) await checkGettingStarted();
  const asked = packages.filter(
    ({ folder: path }) => only.length === 0 || only.includes(basename(path)),
  );
  await atOnce(asked, async (each) => checkPackage(each, tarballs));
} finally {
  await rm(folder, { recursive: true, force: true });
}
console.log(`packages: ${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 ? 0 : 1;

/** A package waits for its installs about as long as it computes: as many side by side as there are cores. */
async function atOnce(
  each: readonly WorkspacePackage[],
  check: (one: WorkspacePackage) => Promise<void>,
): Promise<void> {
  const queue = each.values();
  const worker = async () => {
    for (const one of queue) await check(one);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}

async function packAll(): Promise<Map<string, string>> {
  await mkdir(join(folder, "tarballs"));
  const tarballs = new Map<string, string>();
  await atOnce(packages, async (each) => {
    const path = join(folder, "tarballs", `cloudapi-${basename(each.folder)}-${each.version}.tgz`);
    const { ok, output } = await runPnpm(["pack", "--out", path], each.folder);
    if (!ok) throw new Error(`${each.name} can't be packed:\n${output}`);
    tarballs.set(each.name, path);
  });
  return tarballs;
}

/** The commands of docs/getting-started.md that install tarballs, as they stand there, in an empty project of npm. */
async function checkGettingStarted(): Promise<void> {
  const page = await readFile(join(root, "docs/getting-started.md"), "utf8");
  const blocks = [...page.matchAll(/^```sh\n(.*?)^```/gms)].map(([, commands = ""]) => commands);
  for (const [index, commands] of blocks
    .filter((each) => each.includes("../cloudapi/"))
    .entries()) {
    const project = join(folder, `getting-started-${index}`);
    await mkdir(project);
    await writeFile(join(project, "package.json"), '{ "name": "consumer", "private": true }');
    const here = commands
      .replaceAll("../cloudapi/out/packages/", "../tarballs/")
      .replaceAll("../cloudapi/", `${root}/`);
    const result = await runCommand("bash", ["-euo", "pipefail", "-c", here], project);
    report({ name: "docs/getting-started.md" }, commands.trim().split("\n")[0] ?? "", result);
  }
}

async function checkPackage(each: WorkspacePackage, tarballs: Map<string, string>) {
  const tarball = tarballs.get(each.name) ?? "";
  report(each, "files", await checkFiles(tarball));
  report(each, "what npm shows", await checkMetadata(each, tarball));
  report(each, "publint", await runBin("publint/src/cli.js", ["run", tarball, "--strict"]));
  report(
    each,
    "types for every importer (attw)",
    await runBin("@arethetypeswrong/cli/dist/index.js", [tarball, "--profile", "node16"]),
  );
  const project = await installAlone(each, tarballs);
  report(each, "installed alone", project.result);
  if (!project.result.ok) return;
  report(each, "imported with required peers only", await importMain(each, project.path));
  report(each, "optional peers installed", await installOptional(each, project.path));
  report(each, "ESM and CommonJS export the same", await importEntries(each, project.path));
  for (const typescript of TYPESCRIPTS)
    report(
      each,
      `used from ${typescript}`,
      await useFromTypeScript(each, project.path, typescript),
    );
}

function report(
  each: Pick<WorkspacePackage, "name">,
  check: string,
  { ok, output }: CommandResult,
): void {
  counts[ok ? "passed" : "failed"] += 1;
  console.log(`${ok ? "ok  " : "FAIL"} ${each.name}: ${check}`);
  if (!ok) console.log(output.trimEnd().replaceAll(/^/gm, "     "));
}

async function runBin(bin: string, args: readonly string[], cwd = folder): Promise<CommandResult> {
  return runCommand(process.execPath, [join(root, "node_modules", bin), ...args], cwd);
}

/** README, licence, code and types; no sources, no source maps, nothing that only works in this workspace. */
async function checkFiles(tarball: string): Promise<CommandResult> {
  const unpacked = join(folder, `${basename(tarball, ".tgz")}-files`);
  await mkdir(unpacked);
  await runCommand("tar", ["xzf", tarball, "-C", unpacked], folder);
  const listed = await runCommand("tar", ["tzf", tarball], folder);
  const files = listed.output.trim().split("\n");
  const faults: string[] = [];
  for (const needed of ["README.md", "LICENSE", "package.json"])
    if (!files.includes(`package/${needed}`)) faults.push(`${needed} is missing`);
  for (const file of files) {
    if (!/^package\/(README\.md|LICENSE|package\.json|dist\/.+\.(js|cjs|d\.ts|d\.cts))$/.test(file))
      faults.push(`${file} does not belong in the package`);
    const text = await readFile(join(unpacked, file), "utf8");
    if (text.includes("sourceMappingURL=")) faults.push(`${file} points at a source map`);
    if (/["']workspace:/.test(text)) faults.push(`${file} refers to the workspace`);
    if (/(?:from|import\() ?["'][./][^"']*(?<!\.d)\.ts["']/.test(text))
      faults.push(`${file} imports a .ts file`);
    if (text.includes(root)) faults.push(`${file} holds a path of this machine`);
  }
  return { ok: faults.length === 0, output: faults.join("\n") };
}

/** Where the package comes from, and links of its README that work outside of the repository. */
async function checkMetadata(each: WorkspacePackage, tarball: string): Promise<CommandResult> {
  const unpacked = join(folder, `${basename(tarball, ".tgz")}-files`, "package");
  const manifest = await readFile(join(unpacked, "package.json"), "utf8");
  const faults = metadataFaults(
    JSON.parse(manifest) as PackageMetadata,
    `packages/${basename(each.folder)}`,
    repositoryUrl(root),
  );
  for (const link of relativeLinks(await readFile(join(unpacked, "README.md"), "utf8")))
    faults.push(`README.md: the link ${link} leads nowhere on npm; link to ${repositoryUrl(root)}`);
  return { ok: faults.length === 0, output: faults.join("\n") };
}

/** A project with this one package, its required peers, and core where the use of the package imports it. */
async function installAlone(each: WorkspacePackage, tarballs: Map<string, string>) {
  const path = join(folder, basename(each.folder));
  await mkdir(path);
  await writeFile(
    join(path, "package.json"),
    JSON.stringify({
      name: "consumer",
      private: true,
      dependencies: {
        [each.name]: `file:${tarballs.get(each.name)}`,
        ...((await importsCore(each))
          ? { "@cloudapi/core": `file:${tarballs.get("@cloudapi/core")}` }
          : {}),
        ...requiredPeers(each),
      },
      devDependencies: { "@types/node": "^24.0.0" },
    }),
  );
  const overrides = [...tarballs].map(([name, tarball]) => `  "${name}": "file:${tarball}"`);
  const settings = ["autoInstallPeers: false", "overrides:", ...overrides, ""];
  await writeFile(join(path, "pnpm-workspace.yaml"), settings.join("\n"));
  const result = await runPnpm(["install", "--prefer-offline", "--ignore-scripts"], path);
  return { path, result };
}

async function importsCore({ folder }: WorkspacePackage): Promise<boolean> {
  const use = await readFile(join(root, "scripts/package-uses", `${basename(folder)}.ts`), "utf8");
  return use.includes('"@cloudapi/core"');
}

function requiredPeers({ peerDependencies = {}, peerDependenciesMeta = {} }: WorkspacePackage) {
  return Object.fromEntries(
    Object.entries(peerDependencies).filter(([name]) => !peerDependenciesMeta[name]?.optional),
  );
}

async function importMain({ name }: WorkspacePackage, path: string): Promise<CommandResult> {
  await writeFile(join(path, "main.mjs"), `await import("${name}");\n`);
  await writeFile(join(path, "main.cjs"), `require("${name}");\n`);
  const esm = await runCommand(process.execPath, ["main.mjs"], path);
  // Lambda's Node 22 refuses to require ES modules; so does this.
  const cjs = await runCommand(process.execPath, ["--no-require-module", "main.cjs"], path);
  return { ok: esm.ok && cjs.ok, output: esm.output + cjs.output };
}

async function installOptional(each: WorkspacePackage, path: string): Promise<CommandResult> {
  const peers = Object.entries(each.peerDependencies ?? {})
    .filter(([name]) => each.peerDependenciesMeta?.[name]?.optional)
    .map(([name, range]) => `${name}@${range}`);
  if (peers.length === 0) return { ok: true, output: "" };
  return runPnpm(["add", "--prefer-offline", "--ignore-scripts", ...peers], path);
}

async function importEntries(each: WorkspacePackage, path: string): Promise<CommandResult> {
  const lines = entryPoints(each).map(
    (entry) => `
const esm = Object.keys(await import("${entry}")).sort().join();
const cjs = Object.keys(require("${entry}")).sort().join();
if (esm === "" || esm !== cjs) throw new Error("${entry} exports [" + esm + "] to import, [" + cjs + "] to require");`,
  );
  const blocks = lines.map((line) => `{${line}\n}`).join("\n");
  const code = `import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);\n${blocks}\n`;
  await writeFile(join(path, "entries.mjs"), code);
  return runCommand(process.execPath, ["--no-require-module", "entries.mjs"], path);
}

/** scripts/package-uses/*.ts as an ES module and as CommonJS: compiled strictly, then run. */
async function useFromTypeScript(each: WorkspacePackage, path: string, typescript: string) {
  const use = join(root, "scripts/package-uses", `${basename(each.folder)}.ts`);
  const entries = entryPoints(each).map(
    (entry, index) => `import * as entry${index} from "${entry}";`,
  );
  const names = entries.map((_, index) => `entry${index}`).join(", ");
  const main = [
    ...entries,
    `void [${names}];`,
    "use().then((found) => {",
    "  if (found !== expected) throw new Error(`expected ${expected}, found ${found}`);",
    "});",
  ].join("\n");
  for (const [extension, folder] of [
    ["mts", "esm"],
    ["cts", "cjs"],
  ] as const) {
    await mkdir(join(path, folder), { recursive: true });
    await cp(use, join(path, folder, `use.${extension}`));
    const module = extension.replace("t", "j");
    const imported = `import { expected, use } from "./use.${module}";\n`;
    await writeFile(join(path, folder, `main.${extension}`), `${imported}${main}\n`);
  }
  const bundled = await compile(path, typescript, "preserve", "bundler");
  const compiled = await compile(path, typescript, "node16", "node16");
  const ran: CommandResult[] = [];
  for (const file of ["out/esm/main.mjs", "out/cjs/main.cjs"])
    ran.push(await runCommand(process.execPath, ["--no-require-module", file], path));
  const results = [compiled, bundled, ...ran];
  return {
    ok: results.every(({ ok }) => ok),
    output: results.map(({ output }) => output).join(""),
  };
}

async function compile(path: string, typescript: string, module: string, resolution: string) {
  const config = {
    compilerOptions: {
      target: "ES2022",
      lib: ["ES2022"],
      types: ["node"],
      module,
      moduleResolution: resolution,
      strict: true,
      esModuleInterop: true,
      skipLibCheck: false,
      rootDir: ".",
      outDir: "out",
      noEmit: resolution === "bundler",
    },
    include: resolution === "bundler" ? ["esm"] : ["esm", "cjs"],
  };
  await writeFile(join(path, "tsconfig.json"), JSON.stringify(config));
  const bin = typescript === "typescript" ? "typescript/lib/tsc.js" : "typescript-7/bin/tsc";
  await rm(join(path, "out"), { recursive: true, force: true });
  const { ok, output } = await runBin(bin, ["-p", ".", "--pretty", "false"], path);
  if (!ok && !output.includes("error TS")) return { ok, output };
  // Declarations of others are checked along (ours can't be without them); their faults are not ours.
  const faults = output
    .split("\n")
    .filter((line) => /error TS/.test(line))
    .filter((line) => !line.startsWith("node_modules/") || line.includes("@cloudapi"));
  return {
    ok: faults.length === 0,
    output: faults.map((line) => `${line} (${resolution})\n`).join(""),
  };
}
