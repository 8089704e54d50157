import { spawnSync } from "node:child_process";
import { afterEach, expect, it, vi } from "vitest";

/** The module as a process of a namespace has it on Linux. */
async function inNamespace(namespace: string) {
  vi.resetModules();
  vi.doMock("node:fs", () => ({
    readFileSync: () => "kernel\n",
    readlinkSync: () => {
      if (namespace === "") throw new Error("no such file");
      return namespace;
    },
  }));
  vi.spyOn(process, "platform", "get").mockReturnValue("linux");
  return import("./temporary-name.ts");
}

afterEach(() => {
  vi.doUnmock("node:fs");
  vi.restoreAllMocks();
  // Files share their modules.
  vi.resetModules();
});

/** The number of a process that is no more. */
function numberOfDead(): number {
  return spawnSync(process.execPath, ["-e", ""]).pid;
}

it("tells of its own machine's processes whether they are there", async () => {
  const { isDead, isOfDeadProcess, processesTag, temporaryName } = await inNamespace("pid:[1]");
  const pid = numberOfDead();
  expect(isOfDeadProcess(temporaryName())).toBe(false);
  expect(isOfDeadProcess(`x.${pid}.${processesTag()}`)).toBe(true);
  expect(isDead(pid, processesTag())).toBe(true);
  expect(isDead(Number.NaN, processesTag())).toBe(false);
});

it("does not take a process of another container for dead because none here has its number", async () => {
  const container = await inNamespace("pid:[2]");
  const name = `x.${numberOfDead()}.${container.processesTag()}`;
  expect(container.isOfDeadProcess(name)).toBe(true);
  const other = await inNamespace("pid:[1]");
  expect(other.isOfDeadProcess(name)).toBe(false);
});

it("knows of none where it can't tell containers apart", async () => {
  const { isDead, isOfDeadProcess, processesTag } = await inNamespace("");
  const pid = numberOfDead();
  expect(isDead(pid, processesTag())).toBe(false);
  expect(isOfDeadProcess(`x.${pid}.${processesTag()}`)).toBe(false);
});
