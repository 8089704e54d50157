import { removeParts } from "./remove-parts.ts";
import type { UploadTarget } from "./upload-target.ts";

/** The one failure of an upload: what follows from the first says nothing new. */
export interface UploadFailure {
  /** Note a failure; resolves, once nothing is in flight and the parts are removed, to what is to be thrown. */
  note(error: unknown): Promise<unknown>;
  /** Throw it, if there is one. */
  throwIfNoted(): Promise<void>;
  /** Do work if nothing failed yet; if it fails, that is noted and thrown. */
  guard<T>(work: () => Promise<T>): Promise<T>;
  /** Throw why parts could not be removed, if they could not. */
  throwIfPartsAreLeft(): void;
}

/**
 * What a failure does: stop what is in flight, wait for it, remove the parts.
 *
 * @param settle waits until nothing is in flight, and gives the id of the upload whose parts are to be removed
 */
export function createUploadFailure(
  target: UploadTarget,
  stop: AbortController,
  settle: () => Promise<string | undefined>,
): UploadFailure {
  let noted: Promise<unknown> | undefined;
  let leftParts: unknown;

  async function cleanUp(error: unknown): Promise<unknown> {
    stop.abort(error);
    const uploadId = await settle();
    if (uploadId === undefined) return error;
    const reason = await removeParts(target, uploadId);
    if (reason === undefined) return error;
    leftParts = await target.toError(reason, { operation: "AbortMultipartUpload", uploadId });
    return target.withLeftParts?.(error, { uploadId, reason }) ?? error;
  }

  function note(error: unknown): Promise<unknown> {
    noted ??= cleanUp(error);
    return noted;
  }

  async function throwIfNoted(): Promise<void> {
    if (noted !== undefined) throw await noted;
  }

  return {
    note,
    throwIfNoted,
    async guard(work) {
      try {
        await throwIfNoted();
        return await work();
      } catch (error) {
        throw await note(error);
      }
    },
    throwIfPartsAreLeft() {
      // oxlint-disable-next-line typescript/only-throw-error -- what the target made of it
      if (leftParts !== undefined) throw leftParts;
    },
  };
}
