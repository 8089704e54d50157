import { Writable } from "node:stream";
import { expect, it } from "vitest";
import { progressLine } from "./progress-line.ts";

/** A stream that keeps what is written to it. */
function keepingStream(properties: { isTTY?: boolean; columns?: number }) {
  const written: string[] = [];
  const stream = Object.assign(new Writable(), properties);
  stream.write = (text: string) => written.push(text) > 0;
  return { written, stream: stream as unknown as NodeJS.WriteStream };
}

const step = { step: "transform", done: 5, total: 10, format: (count: number) => `${count} rows` };

it("prints final texts only where there is no terminal, and no escape sequences", () => {
  const { written, stream } = keepingStream({});
  const line = progressLine(stream, false);
  line.update("upload     half");
  line.step(step);
  line.done(`upload     ${"word ".repeat(30)}`);
  expect(written.join("")).not.toContain("\x1b");
  const lines = written.join("").trimEnd().split("\n");
  expect(lines.map((each) => each.length <= 80)).toEqual([true, true, true]);
});

it("writes over its line on a terminal, one column short of its width", () => {
  const { written, stream } = keepingStream({ isTTY: true, columns: 40 });
  progressLine(stream, false).step(step);
  expect(written).toEqual([`\r\x1b[2Ktransform  ${"█".repeat(7)}${"░".repeat(7)}   50%  5 rows`]);
});

it("is silent when quiet", () => {
  const { written, stream } = keepingStream({ isTTY: true, columns: 80 });
  const line = progressLine(stream, true);
  line.step(step);
  line.done("done");
  expect(written).toEqual([]);
});
