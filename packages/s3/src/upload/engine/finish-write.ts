import { findOwnWrite } from "./find-own-write.ts";
import {
  type ObjectAnswer,
  type SentContent,
  type StoredObject,
  storedObject,
} from "./stored-object.ts";
import { failureOf, type UploadStep, type UploadTarget } from "./upload-target.ts";

/** Send the request that makes the object appear, and say what came of it: stored, or not by us. */
export async function finishWrite(
  target: UploadTarget,
  step: UploadStep,
  content: SentContent,
  send: () => Promise<ObjectAnswer>,
): Promise<StoredObject> {
  try {
    return storedObject(await send(), content);
  } catch (error) {
    const own = await findOwnWrite(target, error, content);
    if (own === undefined) throw await failureOf(target, error, step);
    return own;
  }
}
