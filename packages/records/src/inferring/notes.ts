import { share } from "./propose.ts";
import type { SampleKind } from "./sample-format.ts";
import type { Settled } from "./settle.ts";

/** What the sentences are about. */
export interface NotesOn {
  readonly count: number;
  readonly isWhole: boolean;
  readonly kind: SampleKind;
  readonly delimiter: string | undefined;
  /** The encoding, where it is only likely. */
  readonly encoding: string | undefined;
  readonly more: readonly string[];
  readonly hasUnnamed: boolean;
}

const KINDS = { "json-lines": "JSON Lines", "json-array": "a JSON array", csv: "CSV" } as const;

/** Sentences about the whole of a proposal. */
export function notesOn({ rejected, reasons, eventTimes }: Settled, sample: NotesOn): string[] {
  const { kind, delimiter = ",", encoding, count } = sample;
  const cells =
    kind === "csv" && delimiter !== "," ? ` with ${JSON.stringify(delimiter)} between cells` : "";
  const all = sample.isWhole ? "all" : "the first";
  return [
    `Proposed by inferDataset from ${all} ${count.toLocaleString("en-US")} records of ${KINDS[kind]}${cells}. Look at what it says, and change what you know better.`,
    ...(encoding === undefined
      ? []
      : [`The bytes are not UTF-8; ${encoding} fits them. Look at letters with accents.`]),
    ...sample.more,
    ...(rejected > 0 ? [`Rejected: ${share(rejected, count)}; readCheckedRecords says why.`] : []),
    ...reasons.map((reason) => `Told when it is read: ${reason}`),
    ...(eventTimes.length > 1
      ? [`May be the event time, too: ${eventTimes.slice(1).join(", ")}.`]
      : []),
    ...(sample.hasUnnamed ? ["A column without a name of its own in the header is left out."] : []),
  ];
}
