import { createHash, randomUUID } from "node:crypto";
import { hostname } from "node:os";

/** A new name for a temporary file, which says what process it is of. */
export function temporaryName(): string {
  return `${randomUUID()}.${process.pid}.${hostTag()}`;
}

/** Whether the file is of a process of this machine that is no more; `false` where that is not known. */
export function isOfDeadProcess(name: string): boolean {
  const [, pid, host] = name.split(".");
  return host === hostTag() && !isAlive(Number(pid));
}

/** Whether a process of this machine is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === "EPERM";
  }
}

let tag: { readonly host: string; readonly text: string } | undefined;

/** Stands for this machine's name, which may have any characters. */
function hostTag(): string {
  const host = hostname();
  if (tag?.host !== host)
    tag = { host, text: createHash("sha256").update(host).digest("hex").slice(0, 16) };
  return tag.text;
}
