import { type Dataset, type DatasetInput, defineDataset } from "@cloudapi/core";
import * as z from "zod";
import { type ReadOptions, readCheckedRecords } from "../engine/read-checked-records.ts";
import type { Issue } from "../report/issue.ts";
import { aliasesOf } from "./columns-of-proposal.ts";
import { demote } from "./demote.ts";
import { eventTimeCandidates, layoutFor } from "./event-time-candidates.ts";
import type { ProposedField } from "./proposal.ts";
import { shapeOfProposal } from "./schema-of-proposal.ts";

/** How a source has to be read. */
export type ProposedOptions = Pick<ReadOptions, "format" | "delimiter" | "timestamps">;

/** What is to be made a contract. */
export interface Draft {
  readonly name: string;
  readonly fields: readonly ProposedField[];
  /** How the source is read into fields. */
  readonly optionsFor: (fields: readonly ProposedField[]) => ProposedOptions;
  readonly isCsv: boolean;
  readonly bytes: Uint8Array;
  readonly maxRecords: number;
}

/** A contract that has read its sample. */
export interface Settled {
  readonly fields: readonly ProposedField[];
  readonly dataset: Dataset;
  readonly isPartitioned: boolean;
  readonly eventTimes: readonly string[];
  readonly options: ProposedOptions;
  readonly rejected: number;
  /** Why the first of them are, and what is told of the whole. */
  readonly reasons: readonly string[];
}

/** Fields are made looser at most so often. */
const MOST_ROUNDS = 30;

/** Read the sample with the contract that is proposed, and make looser what rejects a record, until nothing does that could be. */
export async function settle(draft: Draft): Promise<Settled> {
  let { fields } = draft;
  let isPartitioned = true;
  for (let round = 0; ; round++) {
    const options = draft.optionsFor(fields);
    const eventTimes = eventTimeCandidates(fields);
    isPartitioned &&= eventTimes.length > 0 && layoutFor(fields) !== undefined;
    const dataset = datasetOf(draft.name, fields, isPartitioned ? eventTimes[0] : undefined);
    const { rejected, issues, reasons } = await readSampleWith(dataset, draft, options);
    const isOutside = issues.some(({ code }) => code === "out_of_partition_range");
    const looser = issues.reduce(
      (all, issue) => demote(all, issue, draft.isCsv ? "string" : "json"),
      fields,
    );
    const isSame =
      JSON.stringify(looser) === JSON.stringify(fields) && !(isOutside && isPartitioned);
    if (isSame || round === MOST_ROUNDS)
      return {
        fields,
        dataset,
        isPartitioned,
        eventTimes,
        options,
        rejected,
        reasons,
      };
    fields = looser;
    isPartitioned &&= !isOutside;
  }
}

function datasetOf(
  name: string,
  fields: readonly ProposedField[],
  eventTime: string | undefined,
): Dataset {
  const alias = aliasesOf(fields);
  const input = {
    name,
    schema: z.object(shapeOfProposal(fields)),
    ...(eventTime !== undefined && {
      eventTime,
      partition: { granularity: "day", layout: layoutFor(fields) },
    }),
    ...(Object.keys(alias).length > 0 && { alias }),
  };
  return defineDataset(input as DatasetInput<z.ZodObject>) as unknown as Dataset;
}

/** What is told of a sample that is read with a contract. */
export interface SampleReading {
  readonly rejected: number;
  readonly accepted: number;
  /** One issue of each field that rejects a record. */
  readonly issues: readonly Issue[];
  readonly reasons: readonly string[];
}

const MOST_REASONS = 3;

/** Read a sample with a contract. */
export async function readSampleWith(
  dataset: Dataset,
  { bytes, maxRecords }: Pick<Draft, "bytes" | "maxRecords">,
  options: ProposedOptions,
): Promise<SampleReading> {
  const issues = new Map<string, Issue>();
  const reasons: string[] = [];
  let [rejected, accepted, left] = [0, 0, maxRecords];
  for await (const { records, problems } of readCheckedRecords(dataset, bytes, options)) {
    reasons.push(...problems.map(({ message }) => message));
    for (const record of records.slice(0, left)) {
      if (record.valid) {
        accepted++;
        continue;
      }
      if (rejected++ < MOST_REASONS)
        reasons.push(`line ${record.line}: ${record.issues[0]?.message}`);
      for (const issue of record.issues) {
        const place = issue.path.map((part) => (typeof part === "number" ? "[]" : part)).join("\n");
        if (place !== "" && !issues.has(place)) issues.set(place, issue);
      }
    }
    left -= records.length;
    if (left <= 0) break;
  }
  return { rejected, accepted, issues: [...issues.values()], reasons };
}
