import { S3Error } from "../s3-error.ts";
import { MultipartReader, malformedForm } from "./multipart-reader.ts";

/** A form as far as its file: fields by lower-case name, in the order they came. */
export interface Form {
  readonly fields: ReadonlyMap<string, string>;
  readonly filename: string;
  /** The file, as it comes; what follows it is not looked at. */
  readonly file: AsyncIterable<Uint8Array>;
}

const MAX_FIELD_BYTES = 20_000;

/**
 * Read the fields of a browser's form, up to its file.
 *
 * @throws {S3Error} MalformedPOSTRequest, MaxPostPreDataLengthExceededError, or InvalidArgument without a file
 */
export async function readForm(
  source: AsyncIterable<Uint8Array>,
  contentType: string,
): Promise<Form> {
  const reader = new MultipartReader(source, contentType);
  const fields = new Map<string, string>();
  let room = MAX_FIELD_BYTES;
  for (let part = await reader.next(); part !== undefined; part = await reader.next()) {
    const name = part.name.toLowerCase();
    if (name === "file")
      return { fields, filename: baseName(part.filename ?? ""), file: reader.data() };
    const pieces: Uint8Array[] = [];
    for await (const piece of reader.data()) {
      room -= piece.length;
      if (room < 0) throw new S3Error("MaxPostPreDataLengthExceededError");
      pieces.push(piece);
    }
    if (fields.has(name)) throw malformedForm();
    fields.set(name, Buffer.concat(pieces).toString("utf8"));
  }
  throw new S3Error("InvalidArgument", "POST requires exactly one file upload per request.", {
    details: { ArgumentName: "file", ArgumentValue: "0" },
  });
}

/** Some browsers send where the file lay; only its name counts. */
function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}

/** A field that has to be there. */
export function requiredField(fields: ReadonlyMap<string, string>, name: string): string {
  const value = fields.get(name.toLowerCase());
  if (value !== undefined) return value;
  throw new S3Error(
    "InvalidArgument",
    `Bucket POST must contain a field named '${name}'.  If it is specified, please check the order of the fields.`,
    { details: { ArgumentName: name, ArgumentValue: "" } },
  );
}
