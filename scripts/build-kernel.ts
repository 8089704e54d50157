import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

// Compiles the kernel of @cloudapi/records to WebAssembly, as text that is checked in. With `--check` nothing is written:
// fails where what is checked in is not what the sources give. The compiler is fetched by npx, since only who changes the
// kernel needs it.
const COMPILER = "assemblyscript@0.28.20";
const root = resolve(import.meta.dirname, "..");
const target = join(root, "packages/records/src/kernel/kernel-bytes.ts");
const text = sourceOf(compile());
if (!process.argv.includes("--check")) writeFileSync(target, text);
else if (readFileSync(target, "utf8") !== text) {
  console.error(
    "The kernel that is checked in is not what its sources give. Run: node scripts/build-kernel.ts",
  );
  process.exitCode = 1;
}

function compile(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "kernel-"));
  try {
    const out = join(folder, "kernel.wasm");
    const sources = ["packages/records/assembly/index.ts", "--outFile", out];
    const runtime = ["--runtime", "stub", "--noAssert", "--importMemory", "--noExportMemory"];
    const features = ["--enable", "simd", "--enable", "bulk-memory"];
    // Nothing is shared, but views of such memory outlive its growth.
    const memory = ["--enable", "threads", "--sharedMemory"];
    const pages = ["--initialMemory", "1", "--maximumMemory", "32768"];
    const effort = ["-O3", "--converge"];
    const args = ["--yes", "--package", COMPILER, "asc", ...sources, ...runtime, ...features];
    execFileSync("npx", [...args, ...memory, ...pages, ...effort], {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
    });
    return readFileSync(out);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function sourceOf(bytes: Buffer): string {
  const lines = bytes.toString("base64").match(/.{1,192}/g) ?? [];
  const pieces = lines.map((line) => `  "${line}",`).join("\n");
  return `// Made by scripts/build-kernel.ts of the sources in assembly/; not to be changed by hand.

/** The kernel's module, ${bytes.length} bytes of WebAssembly as base64. */
export const KERNEL_BYTES = [
${pieces}
].join("");
`;
}
