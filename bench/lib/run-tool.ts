import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Whether a command can be run. */
export async function hasTool(command: string): Promise<boolean> {
  return run(command, ["--version"]).then(
    () => true,
    () => false,
  );
}

/** Run a command to its end; gives the milliseconds of processor time that it took, as the shell's `times` tells. */
export async function runTool(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const script = 'set -e; "$0" "$@" >&2; times';
  // rclone 1.60 fails where the variable is set, even if it speaks plain HTTP.
  const AWS_CA_BUNDLE = undefined;
  const options = { env: { ...process.env, ...env, AWS_CA_BUNDLE }, maxBuffer: 16 * 1024 ** 2 };
  const { stdout } = await run("bash", ["-c", script, command, ...args], options);
  const [, children = ""] = stdout.trim().split("\n");
  const times = [...children.matchAll(/(\d+)m([\d.]+)s/g)];
  return times.reduce(
    (sum, [, minutes, seconds]) => sum + (Number(minutes) * 60 + Number(seconds)) * 1000,
    0,
  );
}
