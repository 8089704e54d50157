import { apiLogs, type Dataset } from "@cloudapi/core";
import { expect, it } from "vitest";
import { checkedRecordsOf } from "../engine/read-checked-records.ts";
import { flatReaders } from "./flat-readers.ts";
import { recordsInOrder } from "./flat-records.ts";

function lineOf(day: string): string {
  return `{"timestamp":"${day}10:30:45Z","endpoint":"/a","status_code":200}\n`;
}

/** What is said of each of some lines of which none has been an instant yet. */
async function saidOf(lines: readonly string[]): Promise<unknown[]> {
  const text = lines.join("");
  const said: unknown[] = [];
  for await (const batch of checkedRecordsOf(
    "test",
    apiLogs as unknown as Dataset,
    text,
    {},
    (plan) => flatReaders(plan, 0),
  ))
    for (const record of recordsInOrder(batch))
      said.push(record.valid ? record.eventTimeMs : record.issues[0]?.code);
  return said;
}

it("knows no day before it has read one but the first of all", async () => {
  // The first lines are the parser's.
  const openings = [lineOf("no day, 1 T"), lineOf("no day, 2 T")];
  const zeros = lineOf("\0".repeat(11));
  expect(await saidOf([...openings, zeros, lineOf("1970-01-01T")])).toEqual([
    "invalid_format",
    "invalid_format",
    "nul_byte",
    37_845_000,
  ]);
});
