import { isUtf8 } from "node:buffer";
import { statesSeparator } from "../dialect/csv-format.ts";
import { SourceError } from "../source/source-error.ts";
import { aliasesOf, columnsOfProposal, timestampsOf } from "./columns-of-proposal.ts";
import { csvOptionsFor, csvReadOptions, isUsual } from "./csv/csv-draft.ts";
import { type CsvSample, csvSample } from "./csv/csv-sample.ts";
import { decodeSample } from "./csv/sample-encoding.ts";
import type { InferredDataset } from "./inferred-dataset.ts";
import { knownLog } from "./known-logs.ts";
import { notesOn } from "./notes.ts";
import { Observation } from "./observation.ts";
import type { ProposedField } from "./proposal.ts";
import { proposeFields } from "./propose.ts";
import type { Sample } from "./read-sample.ts";
import { sampleKind } from "./sample-format.ts";
import { jsonSample } from "./sample-records.ts";
import { type ProposedOptions, type Settled, settle } from "./settle.ts";
import { writeCode, writeLogCode } from "./write-code.ts";

/** What is said of a sample. */
export interface SampleSaid {
  /** The dataset's name. */
  readonly name: string;
  readonly format: "json" | "csv" | "auto";
  /** Whether it may be a log, which has a contract and a name of its own. */
  readonly mayBeLog: boolean;
  readonly delimiter: string | undefined;
  readonly maxRecords: number;
}

/** Propose a contract for a sample. */
export async function inferRecords(sample: Sample, said: SampleSaid): Promise<InferredDataset> {
  const { text, encoding, isGuess } = decodeSample(sample.bytes, sample.encoding);
  const kind = sampleKind(text, said.format);
  if (kind === "csv" && said.mayBeLog && encoding === undefined) {
    const log = await inferLog(sample, said.maxRecords);
    if (log !== undefined) return log;
  }
  const { maxRecords: most, delimiter } = said;
  const csv =
    kind === "csv" ? csvSample(text, { delimiter, isWhole: sample.isWhole, most }) : undefined;
  const records = csv ?? jsonSample(sample.bytes, kind === "csv" ? "json-lines" : kind, most);
  if (records.records.length === 0) throw withoutRecords(sample.bytes, records.unreadable);
  const proposed = proposeFields(observe(records.records), { isCsv: csv !== undefined });
  const { header = [] } = records;
  const fields = proposed.filter(({ alias, name }) => isNamed(alias ?? name, header));
  const settled = await settle({
    name: said.name,
    fields,
    optionsFor: (looser) => optionsFor(looser, csv, { encoding, text }),
    isCsv: csv !== undefined,
    bytes: sample.bytes,
    maxRecords: said.maxRecords,
  });
  const count = records.records.length + records.unreadable;
  const isWhole = sample.isWhole && count < said.maxRecords;
  const notes = notesOn(settled, {
    count,
    isWhole: sample.isWhole,
    kind,
    delimiter: csv?.options.delimiter,
    encoding: isGuess ? encoding : undefined,
    more: csv?.notes ?? [],
    hasUnnamed: fields.length < proposed.length,
  });
  return proposal(settled, { name: said.name, csv, encoding, text, notes, count, isWhole });
}

function observe(records: readonly object[]): Observation {
  const seen = new Observation();
  for (const record of records) seen.add(record);
  return seen;
}

/** Whether a name of a header says which column is meant. */
function isNamed(source: string, header: readonly string[]): boolean {
  return source !== "" && header.indexOf(source) === header.lastIndexOf(source);
}

function optionsFor(
  fields: readonly ProposedField[],
  csv: CsvSample | undefined,
  { encoding, text }: { readonly encoding: string | undefined; readonly text: Buffer },
): ProposedOptions {
  if (csv !== undefined)
    return csvReadOptions(csvOptionsFor(csv, encoding, fields), {
      isStated: statesSeparator(text),
      fields,
    });
  const timestamps = timestampsOf(fields);
  return { format: "json", ...(Object.keys(timestamps).length > 0 && { timestamps }) };
}

function proposal(
  settled: Settled,
  about: {
    readonly name: string;
    readonly csv: CsvSample | undefined;
    readonly encoding: string | undefined;
    readonly text: Buffer;
    readonly notes: readonly string[];
    readonly count: number;
    readonly isWhole: boolean;
  },
): InferredDataset {
  const { fields, isPartitioned, eventTimes, options, dataset, rejected } = settled;
  const { csv, encoding, text, count, isWhole } = about;
  const dialect = csv && csvOptionsFor(csv, encoding, fields);
  const needsDialect = dialect !== undefined && !isUsual(dialect, statesSeparator(text));
  return Object.freeze({
    code: writeCode({
      dataset: about.name,
      fields,
      eventTime: isPartitioned ? eventTimes[0] : undefined,
      isPartitioned,
      alias: aliasesOf(fields),
      csv: needsDialect ? dialect : undefined,
      delimiter: options.delimiter,
      timestamps: timestampsOf(fields),
      notes: about.notes,
    }),
    dataset,
    options: Object.freeze(options),
    columns: Object.freeze(columnsOfProposal(fields)),
    eventTimeCandidates: Object.freeze(eventTimes),
    records: count,
    rejected,
    isWhole,
  });
}

/** The contract of a log that is known. */
async function inferLog(
  { bytes, isWhole }: Sample,
  maxRecords: number,
): Promise<InferredDataset | undefined> {
  const found = await knownLog(bytes, maxRecords);
  if (found === undefined) return undefined;
  const { dataset, format, names } = found.log;
  const { rejected, accepted } = found.reading;
  return Object.freeze({
    code: writeLogCode(names, found.reading),
    dataset,
    options: Object.freeze({ format }),
    columns: Object.freeze(
      dataset.columns.map(({ name, type, nullable }) => ({
        path: name,
        type: type.kind,
        nullable,
        findings: [],
      })),
    ),
    eventTimeCandidates: Object.freeze(dataset.eventTime === undefined ? [] : [dataset.eventTime]),
    records: accepted + rejected,
    rejected,
    isWhole: isWhole && accepted + rejected < maxRecords,
  });
}

function withoutRecords(bytes: Uint8Array, unreadable: number): SourceError {
  const found =
    unreadable === 0
      ? "no record"
      : `no record that can be parsed, of ${unreadable} that were tried`;
  const bad = isUtf8(bytes) ? "" : " Its bytes are not UTF-8.";
  return new SourceError(
    "SOURCE_WITHOUT_RECORDS",
    `inferDataset: the source has ${found}.${bad} Pass a sample with some records: JSON Lines, a JSON array of objects, or CSV with a header and rows; with format and delimiter where the content does not tell them.`,
    { byteOffset: 0 },
  );
}
