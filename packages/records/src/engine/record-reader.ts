import type { Dataset } from "@cloudapi/core";
import type { TextWalk } from "@cloudapi/core/internal";
import type { Mapping } from "../adapting/mapping.ts";
import type { ReadText } from "../adapting/read-texts.ts";
import type { CellTaker } from "../framing/cell-taker.ts";
import type { Framer, FramerOptions } from "../framing/framer.ts";
import type { RawRecord } from "../framing/raw-record.ts";
import type { RecordFormat } from "../framing/record-format.ts";
import type { ParsedRecord } from "../parsing/record-parser.ts";
import type { Problem } from "../report/problem.ts";

/**
 * A format as a value, which is passed as the option `format`: what is read by it is all that a bundle has of it.
 *
 * Its members are what the readers work with, and may change in any release.
 */
export interface SourceFormat {
  /** What reports call it, such as `csv`. */
  readonly name: RecordFormat;
  /** Everything that decides what a record holds, as text: formats with the same rules read alike. */
  readonly rules: string;
  /** Whether it reads other encodings than UTF-8, or refuses them itself. */
  readonly decodes?: boolean;
  /** A reader for one source. */
  readonly open: (context: ReaderContext) => RecordReader;
}

/** What a reader is made with. */
export interface ReaderContext extends FramerOptions {
  readonly dataset: Dataset;
  /** The first bytes of the text, at most 64 KiB; the whole text when that is shorter. */
  readonly head: Uint8Array;
  /** The encoding that the first bytes show, where it is not UTF-8 and the format decodes. */
  readonly encoding: string | undefined;
  /** The character between CSV cells, as the caller or the source's name says, or `auto`; a comma otherwise. */
  readonly delimiter: string;
  /** Where records are mapped: then all that is in them is read. */
  readonly mapping?: Mapping | undefined;
  /** How JSON is read besides by `JSON.parse`, where records are adapted. */
  readonly textWalk?: TextWalk | undefined;
  /** Cuts JSON Lines, where somebody takes lines before the reader has them. */
  readonly lines?: ((options: FramerOptions) => Framer) | undefined;
  /** Takes rows of CSV before the reader has them. */
  readonly cells?: CellTaker | undefined;
  /** Says what is wrong with records of JSON before they are parsed, where it can. */
  readonly faults?: { readonly parse: (raw: RawRecord) => ParsedRecord | undefined } | undefined;
}

/** Reads the records of one source: cuts its bytes, and parses each record. */
export interface RecordReader {
  readonly format: RecordFormat;
  readonly framer: Framer;
  /** Whether what was cut is no record but a header, which the reader has then taken. */
  readonly takesHeader: (raw: RawRecord) => boolean;
  /** What a record's text holds. */
  readonly parse: (raw: RawRecord) => ParsedRecord;
  /** Names in a header that the contract does not know, told when the header was read; `undefined` where there is no header. */
  readonly unknownColumns: () => readonly string[] | undefined;
  /** How the texts of a column are read again when a map has had them; absent where values have types of their own. */
  readonly readText?: ReadText | undefined;
  /** What was seen of the file as a whole since the last call. */
  readonly takeFindings: () => Findings;
  /** What a source without records has, such as "an empty array"; `undefined` when it has nothing. */
  readonly frame: () => string | undefined;
}

/** What is told of a file as a whole. */
export interface Findings {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Nothing to tell. */
export const NO_FINDINGS: Findings = Object.freeze({
  problems: Object.freeze([]),
  warnings: Object.freeze([]),
});
