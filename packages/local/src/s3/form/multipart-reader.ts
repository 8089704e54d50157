import { S3Error } from "../s3-error.ts";

/** What the headers of a part say. */
export interface PartHead {
  readonly name: string;
  /** Only of a file. */
  readonly filename: string | undefined;
}

const MAX_HEAD_BYTES = 8 * 1024;
const LINE = Buffer.from("\r\n");
const HEAD_END = Buffer.from("\r\n\r\n");

/**
 * Reads a `multipart/form-data` body part by part, as it comes: `next` for the head of each, then `data` to its end.
 */
export class MultipartReader {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #delimiter: Buffer;
  /** Begins as if a line had ended, so that the first delimiter is one like the others. */
  #buffer: Buffer = LINE;
  #begun = false;

  constructor(source: AsyncIterable<Uint8Array>, contentType: string) {
    const [, quoted, plain] =
      /;\s*boundary=(?:"([^"]{1,70})"|([^;\s"]{1,70}))/i.exec(contentType) ?? [];
    const boundary = quoted ?? plain;
    if (boundary === undefined) throw malformedForm();
    this.#source = source[Symbol.asyncIterator]();
    this.#delimiter = Buffer.from(`\r\n--${boundary}`);
  }

  /** The next part, whose data must be read before the one after it; `undefined` at the end of the form. */
  async next(): Promise<PartHead | undefined> {
    if (!this.#begun) {
      this.#begun = true;
      for await (const _ of this.data());
    }
    while (this.#buffer.length < LINE.length) await this.#more();
    if (this.#buffer.subarray(0, 2).toString("latin1") === "--") return undefined;
    return readHead(await this.#head());
  }

  /** The data of the part. */
  async *data(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const end = this.#buffer.indexOf(this.#delimiter);
      if (end !== -1) {
        if (end > 0) yield this.#buffer.subarray(0, end);
        this.#buffer = this.#buffer.subarray(end + this.#delimiter.length);
        return;
      }
      // The last bytes may be the first ones of the delimiter.
      const sure = this.#buffer.length - this.#delimiter.length + 1;
      if (sure > 0) {
        yield this.#buffer.subarray(0, sure);
        this.#buffer = this.#buffer.subarray(sure);
      }
      await this.#more();
    }
  }

  /** From the end of the delimiter to the empty line before the data. */
  async #head(): Promise<string> {
    for (;;) {
      const end = this.#buffer.indexOf(HEAD_END);
      if (end !== -1) {
        const head = this.#buffer.subarray(0, end).toString("utf8");
        this.#buffer = this.#buffer.subarray(end + HEAD_END.length);
        return head;
      }
      if (this.#buffer.length > MAX_HEAD_BYTES) throw malformedForm();
      await this.#more();
    }
  }

  async #more(): Promise<void> {
    const next = await this.#source.next();
    if (next.done) throw malformedForm();
    this.#buffer =
      this.#buffer.length === 0
        ? Buffer.from(next.value)
        : Buffer.concat([this.#buffer, next.value]);
  }
}

function readHead(head: string): PartHead {
  const [padding = "", ...lines] = head.split("\r\n");
  const disposition = lines.find((line) => /^content-disposition:/i.test(line)) ?? "";
  const parameters = readParameters(disposition);
  const name = parameters.get("name");
  if (padding.trim() !== "" || name === undefined) throw malformedForm();
  return { name, filename: parameters.get("filename") };
}

/** The parameters of Content-Disposition, one after the other; browsers write a quote in one as `%22`. */
function readParameters(disposition: string): Map<string, string> {
  const parameters = new Map<string, string>();
  const pattern = /;\s*([\w*-]+)=(?:"([^"]*)"|([^;\s"]*))\s*/y;
  pattern.lastIndex = Math.max(disposition.indexOf(";"), 0);
  for (let found = pattern.exec(disposition); found !== null; found = pattern.exec(disposition)) {
    const [, name = "", quoted, plain = ""] = found;
    parameters.set(name.toLowerCase(), quoted?.replaceAll("%22", '"') ?? plain);
  }
  return parameters;
}

/** The error about a form that is not well-formed. */
export function malformedForm(): S3Error {
  return new S3Error("MalformedPOSTRequest");
}
