import { createHash, type Hash } from "node:crypto";
import { hmac, type SignatureSeed, sameText, sha256Hex } from "../../signature/verify-signature.ts";
import { S3Error } from "../s3-error.ts";

/** How a chunked body has to be framed. */
export interface ChunkRules {
  /** Set when each chunk is signed. */
  readonly seed: SignatureSeed | undefined;
  /** Whether trailing headers follow the last chunk. */
  readonly trailer: boolean;
}

const MAX_LINE_BYTES = 16 * 1024;
/** Only the last chunk with data may be smaller. */
const MIN_CHUNK_BYTES = 8192;
const EMPTY_SHA256 = sha256Hex("");

/**
 * Undo AWS's own chunked encoding: yields the data, checks each chunk's signature, and hands the
 * trailing headers over once the last chunk is through.
 *
 * @throws {S3Error} IncompleteBody, InvalidRequest or SignatureDoesNotMatch
 */
export async function* decodeAwsChunked(
  source: AsyncIterable<Uint8Array>,
  rules: ChunkRules,
  onTrailers: (trailers: ReadonlyMap<string, string>) => void,
): AsyncGenerator<Uint8Array> {
  const reader = new ByteReader(source);
  let signature = rules.seed?.signature ?? "";
  let sizeBefore = MIN_CHUNK_BYTES;
  for (;;) {
    const chunk = readChunkHeader(await reader.line());
    if (chunk.size > 0 && sizeBefore < MIN_CHUNK_BYTES) {
      throw new S3Error("InvalidChunkSizeError", undefined, {
        details: { BadChunkSize: String(sizeBefore) },
      });
    }
    sizeBefore = chunk.size;
    const hash = rules.seed && createHash("sha256");
    for (let left = chunk.size; left > 0; ) {
      const data = await reader.upTo(left);
      left -= data.length;
      hash?.update(data);
      yield data;
    }
    if (rules.seed && hash) signature = checkChunk(rules.seed, signature, hash, chunk.signature);
    if (chunk.size === 0) break;
    if ((await reader.line()) !== "")
      throw malformedChunk("a chunk does not end where its size says");
  }
  onTrailers(await readTrailers(reader, rules, signature));
}

function readChunkHeader(line: string): { size: number; signature: string } {
  const [, size = "", signature = ""] =
    /^([\da-fA-F]{1,12})(?:;chunk-signature=([\da-f]{64}))?$/.exec(line) ?? [];
  if (size === "") throw malformedChunk("a chunk does not begin with its size");
  return { size: Number.parseInt(size, 16), signature };
}

function checkChunk(seed: SignatureSeed, before: string, hash: Hash, given: string): string {
  const text = [
    "AWS4-HMAC-SHA256-PAYLOAD",
    seed.signedAt,
    seed.scope,
    before,
    EMPTY_SHA256,
    hash.digest("hex"),
  ];
  return checkText(seed, text, given);
}

function checkText(seed: SignatureSeed, text: string[], given: string): string {
  const expected = hmac(seed.signingKey, text.join("\n")).toString("hex");
  if (!sameText(expected, given)) throw new S3Error("SignatureDoesNotMatch");
  return expected;
}

async function readTrailers(
  reader: ByteReader,
  rules: ChunkRules,
  signature: string,
): Promise<ReadonlyMap<string, string>> {
  const trailers = new Map<string, string>();
  let canonical = "";
  for (;;) {
    const line = await reader.line(true);
    if (line === "") break;
    const colon = line.indexOf(":");
    if (colon < 1 || !rules.trailer)
      throw malformedChunk("something that is not a trailing header follows the last chunk");
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (trailers.has(name)) throw new S3Error("MalformedTrailerError");
    trailers.set(name, value);
    if (name !== "x-amz-trailer-signature") canonical += `${name}:${value}\n`;
  }
  await reader.end();
  if (rules.seed && rules.trailer) {
    const text = [
      "AWS4-HMAC-SHA256-TRAILER",
      rules.seed.signedAt,
      rules.seed.scope,
      signature,
      sha256Hex(canonical),
    ];
    checkText(rules.seed, text, trailers.get("x-amz-trailer-signature") ?? "");
  }
  return trailers;
}

/** Reads lines and runs of bytes from a stream of buffers. */
class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #buffer: Uint8Array = new Uint8Array();

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The next line without its CRLF; with `orEnd`, the end of the stream is an empty line. */
  async line(orEnd = false): Promise<string> {
    for (;;) {
      const end = Buffer.from(
        this.#buffer.buffer,
        this.#buffer.byteOffset,
        this.#buffer.length,
      ).indexOf("\r\n");
      if (end !== -1) {
        const line = Buffer.from(this.#buffer.subarray(0, end)).toString("latin1");
        this.#buffer = this.#buffer.subarray(end + 2);
        return line;
      }
      if (this.#buffer.length > MAX_LINE_BYTES)
        throw malformedChunk("a chunk header or trailer is too long");
      if (!(await this.#more())) {
        if (orEnd && this.#buffer.length === 0) return "";
        throw new S3Error("IncompleteBody");
      }
    }
  }

  /** Between one and `limit` bytes. */
  async upTo(limit: number): Promise<Uint8Array> {
    if (this.#buffer.length === 0 && !(await this.#more())) throw new S3Error("IncompleteBody");
    const data = this.#buffer.subarray(0, limit);
    this.#buffer = this.#buffer.subarray(data.length);
    return data;
  }

  /** @throws {S3Error} when there is more */
  async end(): Promise<void> {
    if (this.#buffer.length > 0 || (await this.#more()))
      throw malformedChunk("the body goes on after its last chunk");
  }

  async #more(): Promise<boolean> {
    const next = await this.#source.next();
    if (next.done) return false;
    this.#buffer =
      this.#buffer.length === 0 ? next.value : Buffer.concat([this.#buffer, next.value]);
    return true;
  }
}

function malformedChunk(reason: string): S3Error {
  return new S3Error("InvalidRequest", `The aws-chunked body is malformed: ${reason}.`);
}
