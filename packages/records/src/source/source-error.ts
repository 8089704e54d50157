import { CloudApiError } from "@cloudapi/core";

/** Why a source can't be read to its end. */
export type SourceErrorCode =
  | "SOURCE_GZIP_TRUNCATED"
  | "SOURCE_GZIP_CORRUPT"
  | "SOURCE_TRUNCATED"
  | "SOURCE_CORRUPT"
  | "SOURCE_UNSUPPORTED_ENCODING"
  | "SOURCE_UNSUPPORTED_FORMAT"
  | "SOURCE_WITHOUT_RECORDS";

/**
 * The bytes of a source can't be read as text: compressed data that is cut or damaged, another
 * encoding than UTF-8, or another file format.
 *
 * @example
 * ```ts
 * import { isCloudApiError } from "@cloudapi/core";
 * import { SourceError } from "@cloudapi/records";
 *
 * const error = new SourceError("SOURCE_GZIP_TRUNCATED", "The gzip data ends too early.", { byteOffset: 512 });
 * console.log(isCloudApiError(error, "SOURCE_GZIP_TRUNCATED") && error.byteOffset); // => 512
 * ```
 */
export class SourceError extends CloudApiError {
  declare readonly code: SourceErrorCode;
  /** Bytes of the source, as it came, that were read before the fault. */
  readonly byteOffset: number;

  constructor(
    code: SourceErrorCode,
    message: string,
    { byteOffset, cause }: { byteOffset: number; cause?: unknown },
  ) {
    super(code, message, cause === undefined ? undefined : { cause });
    this.byteOffset = byteOffset;
  }
}
