import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A process that has printed its address. */
export interface Started {
  readonly url: string;
  /** Memory that it holds now. */
  readonly rssMiB: () => Promise<number>;
  /** Processor time that it has taken; of Linux alone, 0 elsewhere. */
  readonly cpuMs: () => Promise<number>;
  readonly stop: () => Promise<void>;
}

/** Milliseconds of a tick of the processor's clock, as `getconf CLK_TCK` says. */
const TICK_MS = 10;

/** Start a command whose first line is its address; it ends when its input does, or when it is told to. */
export async function startProcess(command: string, args: readonly string[]): Promise<Started> {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
  const url = await firstLine(child);
  return {
    url,
    rssMiB: async () => {
      const { stdout } = await run("ps", ["-o", "rss=", "-p", String(child.pid)]);
      return Number(stdout) / 1024;
    },
    cpuMs: async () => {
      const stat = await readFile(`/proc/${child.pid}/stat`, "utf8").catch(() => "");
      const [user = "0", system = "0"] = stat.split(") ")[1]?.split(" ").slice(11, 13) ?? [];
      return (Number(user) + Number(system)) * TICK_MS;
    },
    stop: async () => {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error("The process has no output.");
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error(`The process ended with ${String(child.exitCode)} before it said its address.`);
}
