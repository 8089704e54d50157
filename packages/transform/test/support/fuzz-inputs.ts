import type { Dataset } from "@cloudapi/core";
import { faultyLines, randomOf } from "./faulty-lines.ts";
import { flatContract, flatFile } from "./flat-files.ts";
import { linesOf, mutatedLines } from "./mutated-lines.ts";
import { RandomChoice } from "./random-choice.ts";
import { SPARK_CASES } from "./spark-contracts.ts";

/** A file, and what its records are checked against. */
export interface FuzzInput {
  readonly name: string;
  readonly dataset: Dataset;
  readonly format: "json" | "csv";
  readonly bytes: Buffer;
  /** Records in it, about. */
  readonly lines: number;
}

const { logs, everything, orders, trail } = SPARK_CASES;
/** Lines of a file, of records that are right, of faulty ones, and of ones with a few bytes changed. */
const LINES = 6_000;
const LF = Buffer.from("\n");
/** Lead bytes of UTF-8 where others have to follow, characters cut short, and long runs of what texts may have. */
const MORE = [
  "c3c3",
  "c3ff",
  "e2e2a0",
  "e282c3",
  "f0f0f0f0",
  "f09fc3a9",
  "ed9fbf",
  "efbfbf",
  "f48fbfbf",
]
  .map((hex) => Buffer.from(hex, "hex"))
  .concat(
    ["é".repeat(9), "ab\\/".repeat(5), "\\n\\t", '","', "0".repeat(17)].map((text) =>
      Buffer.from(text),
    ),
  );

/** One file of each kind; the same for the same seed. */
export function fuzzInputs(seed: number): FuzzInput[] {
  return [
    jsonOf("logs", logs, seed),
    jsonOf("everything", everything, seed + 1),
    jsonOf("orders", orders, seed + 2),
    jsonOf("trail", trail, seed + 3),
    csvOf("logs as CSV", logs, seed + 4),
    csvOf("everything as CSV", everything, seed + 5),
    manyFlat(seed + 6),
  ];
}

type Case = (typeof SPARK_CASES)["logs"];

function jsonOf(name: string, { dataset, right, at }: Case, seed: number): FuzzInput {
  const random = randomOf(seed);
  const rightLines = Array.from({ length: LINES }, () => Buffer.from(JSON.stringify(right())));
  const faulty = linesOf(faultyLines(right, { lines: LINES, seed, at }));
  const lines = [...rightLines, ...faulty, ...mutatedLines(rightLines, seed, MORE)];
  return {
    name,
    dataset,
    format: "json",
    bytes: joined(mixed(lines, random)),
    lines: lines.length,
  };
}

/** The same as CSV, whose header may have one name more or less, or another order. */
function csvOf(name: string, { dataset, right }: Case, seed: number): FuzzInput {
  const random = randomOf(seed);
  const names = mixed(
    dataset.columns.map((column) => column.name),
    random,
  );
  if (random(4) === 0) names.push("more");
  if (random(8) === 0) names.pop();
  const end = random(2) === 0 ? "\r" : "";
  const rows = Array.from({ length: LINES * 2 }, () => {
    const record = right();
    const cells = names.map((column) => cellOf(record[column], random));
    return Buffer.from(`${cells.join(",")}${end}`);
  });
  const lines = mixed([...rows, ...mutatedLines(rows, seed, MORE).slice(0, LINES)], random);
  const bytes = Buffer.concat([Buffer.from(`${names.join(",")}\n`), joined(lines)]);
  return { name, dataset, format: "csv", bytes, lines: lines.length };
}

function cellOf(value: unknown, random: (below: number) => number): string {
  const text = value === undefined || value === null ? "" : String(value as string | number);
  if (!/[",\r\n]/.test(text) && random(12) > 0) return text;
  return `"${text.replaceAll('"', '""')}"`;
}

/** Lines of many contracts are told by their file alone. */
function manyFlat(seed: number): FuzzInput {
  const random = new RandomChoice(seed);
  const { dataset, fields } = flatContract(random);
  const parts = Array.from({ length: 12 }, () => flatFile(random, fields));
  const bytes = Buffer.concat(parts.flatMap((part) => [part, LF]));
  return {
    name: "any flat contract",
    dataset,
    format: "json",
    bytes,
    lines: linesOf(bytes).length,
  };
}

function joined(lines: readonly Buffer[]): Buffer {
  return Buffer.concat(lines.flatMap((line) => [line, LF]));
}

/** In stretches of their kinds and at random by turns, as faults come in real files. */
function mixed<T>(values: readonly T[], random: (below: number) => number): T[] {
  const all = [...values];
  for (let i = all.length - 1; i > 0; i--) {
    if (random(2) === 0) continue;
    const j = random(i + 1);
    [all[i], all[j]] = [all[j] as T, all[i] as T];
  }
  return all;
}
