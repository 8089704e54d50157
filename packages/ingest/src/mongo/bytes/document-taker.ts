import { FlatRows } from "@cloudapi/records/internal";
import { letGo, noteTimes, openRows } from "../../texts/taken-rows.ts";
import type { DocumentBatch } from "../document-batches.ts";
import type { LeafShape } from "../shape.ts";
import { DocumentBuffer } from "./document-buffer.ts";
import type { DocumentPlan } from "./document-plan.ts";
import {
  absentReader,
  booleanReader,
  type FieldPlace,
  type FieldReader,
  fieldReader,
  instantReader,
  integerReader,
  numberReader,
  otherReader,
  textOfShape,
} from "./field-readers.ts";
import { NameTable } from "./name-table.ts";
import { type KnownNames, scanDocuments } from "./scan-documents.ts";
import { TEXT_BYTES } from "./write-texts.ts";

/** What was taken of a batch: valid until the next is taken. */
export interface TakenDocuments {
  readonly flat: FlatRows;
  /** The numbers of the documents that others have to look at. */
  readonly left: readonly number[];
  readonly documents: DocumentBuffer;
}

/** Takes documents by their bytes, where these leave no doubt of what the contract says. */
export class DocumentTaker {
  readonly #flat: FlatRows;
  readonly #readers: readonly FieldReader[];
  readonly #documents: DocumentBuffer;
  readonly #names: KnownNames;

  constructor(
    plan: DocumentPlan,
    {
      convert,
      isPassed,
    }: { readonly convert: (value: unknown) => unknown } & Pick<KnownNames, "isPassed">,
  ) {
    const { flat, columns, places } = plan;
    this.#flat = new FlatRows(flat, { isAscii: false });
    this.#readers = flat.fields.map((field, at) => {
      const name = places[at] as number;
      const column = columns[name];
      if (column === undefined) return absentReader(at);
      return readerOf({ field, at, name, shape: column.shape }, plan, convert);
    });
    const table = new NameTable(columns.map(({ name }) => name));
    this.#names = { table, isPassed };
    this.#documents = new DocumentBuffer({
      width: columns.length,
      roomOfRow: roomOf(plan),
      slackBytes: table.slackBytes,
    });
  }

  take(batch: DocumentBatch): TakenDocuments {
    const flat = this.#flat;
    const documents = this.#documents;
    const refused = new Uint8Array(batch.size);
    documents.load(batch);
    openRows(flat, documents);
    scanDocuments(documents, this.#names, refused);
    for (const read of this.#readers) read(documents, flat, refused);
    noteTimes(flat, refused);
    return { flat, left: letGo(flat, refused), documents };
  }
}

function readerOf(
  place: FieldPlace,
  { flat }: DocumentPlan,
  convert: (value: unknown) => unknown,
): FieldReader {
  const { field, shape } = place;
  const texts = flat.fields.filter(({ kind }) => kind === "text").length;
  switch (field.kind) {
    case "text":
      return fieldReader(place, textOfShape(field, shape.kind as LeafShape, texts));
    case "number":
      return fieldReader(place, numberReader(field));
    case "integer":
      return fieldReader(place, integerReader(field));
    case "boolean":
      return fieldReader(place, booleanReader(field));
    case "instant":
      return fieldReader(place, instantReader(field));
    default:
      return fieldReader(place, otherReader(field, shape, convert));
  }
}

/** How many bytes of a document may be written anew. */
function roomOf({ flat, columns, places }: DocumentPlan): number {
  return flat.fields.reduce((total, { kind }, at) => {
    const shape = columns[places[at] as number]?.shape.kind;
    if (kind === "instant") return total + TEXT_BYTES.instant;
    return total + (shape === "objectId" || shape === "uuid" ? TEXT_BYTES[shape] : 0);
  }, 0);
}
