import { Writable } from "node:stream";
import { WriteStream } from "node:tty";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { outputWidth } from "./output-width.ts";
import { painter, plain } from "./paint.ts";

const VARIABLES = ["NO_COLOR", "FORCE_COLOR", "NODE_DISABLE_COLORS", "TERM"];
/** What Node decides by these variables alone, whatever else the machine that runs the tests has set (`CI`, `TMUX`). */
const terminal: WriteStream = Object.assign(new Writable() as WriteStream, {
  isTTY: true,
  getColorDepth: () =>
    WriteStream.prototype.getColorDepth.call(
      terminal,
      Object.fromEntries(VARIABLES.map((name) => [name, process.env[name]]).filter(hasValue)),
    ),
});
const pipe = new Writable();
const RED = "\x1b[31mno\x1b[39m";

function hasValue([, value]: readonly unknown[]): boolean {
  return value !== undefined;
}

beforeEach(() => {
  for (const name of VARIABLES) vi.stubEnv(name, undefined);
  vi.stubEnv("TERM", "xterm-256color");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

it.each([
  [{}, RED, "no"],
  [{ NO_COLOR: "1" }, "no", "no"],
  [{ FORCE_COLOR: "1" }, RED, RED],
  [{ FORCE_COLOR: "0" }, "no", "no"],
  [{ TERM: "dumb" }, "no", "no"],
])("with %j a terminal gets %j and a pipe %j", (environment, onTerminal, onPipe) => {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  expect([painter(terminal)("bad", "no"), painter(pipe)("bad", "no")]).toEqual([
    onTerminal,
    onPipe,
  ]);
  expect(plain("bad", "no")).toBe("no");
});

it("fills the terminal within reason, and 80 columns where there is none", () => {
  const widths = [
    {},
    { columns: 100 },
    { isTTY: true, columns: 100 },
    { isTTY: true, columns: 500 },
  ];
  expect(widths.map(outputWidth)).toEqual([80, 80, 100, 160]);
  expect(
    [
      { isTTY: true, columns: 0 },
      { isTTY: true, columns: 5 },
    ].map(outputWidth),
  ).toEqual([80, 20]);
});
