import { expect, it } from "vitest";
import { jsonLogger, type LogLevel } from "./json-logger.ts";

function linesOf(level?: LogLevel): { level: string }[] {
  const lines: string[] = [];
  const logger = jsonLogger("cloudapi-validation", level, (line) => lines.push(line));
  logger.info("a\nb", { rowsIn: 1 });
  logger.warn("c", {});
  logger.error("d", { reason: "e" });
  for (const line of lines) expect(line).toMatch(/^\{.*\}\n$/);
  return lines.map((line) => JSON.parse(line) as { level: string });
}

it("writes one JSON object for each line", () => {
  const [info, , error] = linesOf();
  expect(info).toEqual({
    level: "INFO",
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
    service: "cloudapi-validation",
    message: "a\nb",
    rowsIn: 1,
  });
  expect(error).toMatchObject({ level: "ERROR", message: "d", reason: "e" });
});

it.each<[LogLevel, string[]]>([
  ["DEBUG", ["INFO", "WARN", "ERROR"]],
  ["WARN", ["WARN", "ERROR"]],
  ["ERROR", ["ERROR"]],
  ["SILENT", []],
])("at level %s writes %j", (level, written) => {
  expect(linesOf(level).map((line) => line.level)).toEqual(written);
});
