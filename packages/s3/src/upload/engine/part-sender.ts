import { Crc32 } from "@aws-sdk/checksums/crc";
import type { Slots } from "@cloudapi/core/internal";
import { crc32Checksum } from "../../checksum/crc32.ts";
import { completeUpload, createUpload, type SentPart, sendPart } from "./multipart.ts";
import type { StoredObject } from "./stored-object.ts";
import type { UploadTarget } from "./upload-target.ts";

/** Sends parts side by side, in the order in which they are given. */
export interface PartSender {
  /** How many parts were given. */
  parts(): number;
  /** Send a part as soon as there is room, without waiting for it to arrive. */
  dispatch(body: Buffer): Promise<void>;
  /** Wait until nothing is in flight; gives the id of the upload, if one was begun. Never rejects. */
  settle(): Promise<string | undefined>;
  /** Make the object of the parts. */
  complete(uploadId: string): Promise<StoredObject>;
}

/** How much may be in flight. */
export interface Room {
  /** Parts of this upload. */
  readonly concurrency: number;
  /** Bounds what several uploads have in flight together. */
  readonly slots: Slots | undefined;
}

/** What fails is told to `onFailure`; who waits for room is not held up by it. */
export function createPartSender(
  target: UploadTarget,
  { concurrency, slots }: Room,
  onFailure: (error: unknown) => void,
): PartSender {
  const crc = new Crc32();
  const sending = new Set<Promise<void>>();
  const sent: SentPart[] = [];
  let parts = 0;
  let sizeBytes = 0;
  let created: Promise<string> | undefined;

  async function send(partNumber: number, body: Buffer): Promise<void> {
    target.signal?.throwIfAborted();
    sizeBytes += body.length;
    crc.update(body);
    created ??= createUpload(target);
    sent[partNumber - 1] = await sendPart(target, await created, { partNumber, body });
  }

  return {
    parts: () => parts,
    async dispatch(body) {
      while (sending.size >= concurrency) await Promise.race(sending);
      const release = await slots?.acquire();
      const part = send(++parts, body)
        .catch(onFailure)
        .finally(() => {
          sending.delete(part);
          release?.();
        });
      sending.add(part);
    },
    async settle() {
      await Promise.all(sending);
      return created?.catch(() => undefined);
    },
    async complete(uploadId) {
      const content = { checksum: await crc32Checksum(crc), sizeBytes };
      return completeUpload(target, uploadId, sent, content);
    },
  };
}
