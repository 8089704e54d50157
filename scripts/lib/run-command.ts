import { execFile } from "node:child_process";

export interface CommandResult {
  readonly ok: boolean;
  readonly output: string;
}

/** Run a command to its end. What it prints, on both streams, is its output. */
export async function runCommand(
  command: string,
  args: readonly string[],
  cwd: string,
): Promise<CommandResult> {
  const env = { ...process.env, NO_COLOR: "1" };
  return new Promise((resolve) => {
    execFile(command, args, { cwd, env, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      resolve({ ok: error === null, output: `${stdout}${stderr}` });
    });
  });
}

/** pnpm: the one that runs this script, or else the one that npx finds. */
export async function runPnpm(args: readonly string[], cwd: string): Promise<CommandResult> {
  const pnpm = process.env["npm_execpath"];
  if (pnpm?.includes("pnpm")) return runCommand(pnpm, args, cwd);
  return runCommand("npx", ["--yes", "pnpm@12", ...args], cwd);
}
