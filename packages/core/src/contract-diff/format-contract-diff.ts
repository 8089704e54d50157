import { type ContractDiff, DIFF_TARGETS } from "./contract-diff.ts";

/** Columns of a terminal. */
const WIDTH = 80;

/**
 * A diff of two contracts as text for a terminal, in lines of at most 80 characters where words allow it.
 *
 * @example
 * ```ts
 * import { defineDataset, diffContract, formatContractDiff } from "@cloudapi/core";
 * import * as z from "zod";
 *
 * const before = defineDataset({ name: "orders", schema: z.object({ id: z.int32() }) });
 * const after = defineDataset({ name: "orders", schema: z.object({ id: z.string() }) });
 * const text = formatContractDiff(diffContract(before, after));
 * console.log(text.split("\n")[0]); // => "orders: breaks"
 * ```
 */
export function formatContractDiff(diff: ContractDiff): string {
  if (diff.changes.length === 0 && diff.notes.length === 0)
    return `${diff.after.name}: nothing has changed`;
  const lines = [`${diff.after.name}: ${diff.verdict}`];
  for (const { change } of diff.changes) lines.push(...wrap(change, "  - ", "    "));
  lines.push("");
  for (const target of DIFF_TARGETS) {
    const { verdict, why, statements } = diff.targets[target];
    lines.push(`${target.padEnd(10)}${verdict}`);
    for (const each of why) lines.push(...wrap(each, "  ", "    "));
    for (const each of statements) lines.push(...wrap(`${each};`, "  > ", "      "));
  }
  if (diff.notes.length > 0) lines.push("");
  for (const note of diff.notes) lines.push(...wrap(note, "", ""));
  return lines.join("\n");
}

function wrap(text: string, first: string, others: string): string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(" ")) {
    if (!isEmpty && line.length + word.length + 1 > WIDTH) {
      lines.push(line);
      [line, isEmpty] = [others, true];
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line];
}
