import { createHash, randomUUID } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** A new name for a temporary file, which says what process it is of. */
export function temporaryName(): string {
  return `${randomUUID()}.${process.pid}.${processesTag()}`;
}

/** Whether the file is of a process that is no more; `false` where that is not known. */
export function isOfDeadProcess(name: string): boolean {
  const [, pid, tag] = name.split(".");
  return isDead(Number(pid), tag);
}

/** Whether a process is no more, of those that a tag stands for; `false` where that is not known. */
export function isDead(pid: number, tag: string | undefined): boolean {
  return tag === processesTag() && tag !== UNKNOWN && !isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code !== "ESRCH";
  }
}

/** Of processes of which nobody can say whether they are there. */
const UNKNOWN = "unknown";

let known: string | undefined;

/**
 * Stands for the processes that can be asked for by their numbers from here. Containers may have the name of their host, or of one another, and
 * numbers of their own all the same.
 */
export function processesTag(): string {
  known ??= tagOf(namespaceOf(process.platform));
  return known;
}

function tagOf(namespace: string | undefined): string {
  if (namespace === undefined) return UNKNOWN;
  const text = `${hostname()} ${namespace}`;
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

/** What tells processes apart that have the same numbers on machines of one name; `undefined` where it can't be told. */
function namespaceOf(platform: string): string | undefined {
  if (platform !== "linux") return "";
  try {
    // Namespaces are told apart by numbers as long as their kernel runs.
    const kernel = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${kernel} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return undefined;
  }
}
