import { createHash } from "node:crypto";
import type { Dataset } from "@cloudapi/core";
import type { Sink } from "../sink/sink.ts";
import type { ClosedFile } from "../write/data-file.ts";
import type { Publication as Output } from "../write/destination.ts";
import type { Manifest, SourceIdentity, WrittenObject } from "./manifest.ts";
import { pastMarks } from "./marks.ts";
import type { PreviousRun } from "./read-manifest.ts";

/** Everything that a run wrote and nobody sees yet, and where it goes. */
export interface Publication extends Output {
  readonly sink: Sink;
  readonly dataset: Dataset;
  readonly source: SourceIdentity;
  /** Whether the contract is recorded under the prefix already. */
  readonly isContractKnown: boolean;
  /** Whether the dataset had symlink manifests when the run began. */
  readonly hasSymlinks: boolean;
  /** What was there when the run began: its keys are of the generation after that. */
  readonly previous: PreviousRun;
}

/** What every manifest of a run says, whatever state it is in. */
export type ManifestFacts = Omit<
  Manifest,
  "state" | "generation" | "digest" | "objects" | "run" | "at" | "before" | "obsolete"
>;

export function manifestFacts(publication: Publication): ManifestFacts {
  const { report, format, source, previous } = publication;
  const { dataset, contractHash, sourceId, rowsIn, rowsValid, rowsRejected } = report;
  const { rowsFiltered, rowsAdded, rowsWritten, rowsDropped, quarantine } = report;
  const { name } = publication.quarantine;
  return {
    version: 1,
    dataset,
    contractHash,
    sourceId,
    ...(source.sourceVersion === undefined ? {} : { sourceVersion: source.sourceVersion }),
    format,
    rowsIn,
    rowsFiltered,
    rowsAdded,
    rowsValid,
    rowsRejected,
    rowsWritten,
    rowsDropped,
    partitions: report.partitions.map(({ partition }) => partition),
    quarantine,
    ...(name === source.sourceHash ? {} : { rejectedName: name }),
    ...pastMarks(previous.manifest?.taken ?? []),
  };
}

/** A manifest's bytes; the names in one order, so that the same manifest has the same. */
export function manifestBytes(manifest: Manifest): Buffer {
  const { version, state, dataset, contractHash, sourceId, generation, ...rest } = manifest;
  const ordered = { version, state, dataset, contractHash, sourceId, generation, ...rest };
  return Buffer.from(`${JSON.stringify(ordered, null, 2)}\n`);
}

/** SHA-256 over what a run wrote: the same for the same bytes in the same partitions, whatever their generation. */
export function contentDigest({ files, quarantine }: Output): string {
  const hash = createHash("sha256");
  for (const { writer } of files) hash.update(`${contentName(writer.key)}\n${writer.digest()}\n`);
  const { writer } = quarantine;
  if (writer !== undefined) hash.update(`${writer.key}\n${writer.digest()}\n`);
  return hash.digest("hex");
}

/** The name of a data file by generation: the first one's is that which files had before there were others. */
export function dataFileName(
  { name, contractHash }: Dataset,
  sourceHash: string,
  { generation, number }: { readonly generation: number; readonly number: number },
): string {
  const again = generation > 1 ? `-g${generation}` : "";
  return `${name}-${contractHash.slice(0, 8)}-${sourceHash}${again}-${String(number).padStart(5, "0")}.parquet`;
}

/** A key without its generation: files of one such name stand for each other. */
export function contentName(key: string): string {
  return key.replace(/-g\d+(-\d+\.parquet)$/, "$1");
}

/** A file with the object that it is, or is to be. */
export interface PlacedFile {
  readonly file: ClosedFile;
  readonly object: WrittenObject;
}
