import type { Dataset } from "@cloudapi/core";
import { contractHeaders } from "@cloudapi/core/internal";
import { ObjectWriter } from "../sink/object-writer.ts";
import type { Sink } from "../sink/sink.ts";

/** A small object beside the data. */
export interface SideObject {
  readonly sink: Sink;
  readonly contract: Pick<Dataset, "name" | "contractHash">;
  readonly key: string;
  readonly bytes: Uint8Array;
  /** Default JSON's. */
  readonly contentType?: string;
}

/** Where the manifest of a source is. */
export interface ManifestPlace {
  readonly sink: Sink;
  readonly contract: Pick<Dataset, "name" | "contractHash">;
  readonly key: string;
}

/** Write an object, whatever was there. */
export async function writeSideObject(object: SideObject): Promise<void> {
  await publishing(begin(object, false), (writer) => writer.publish());
}

/** Begin an object that is to take the place of another: it has a place of its own from now on, until it is published or discarded. */
export function beginReplacement(object: SideObject): ObjectWriter {
  return begin(object, true);
}

/** Put what was begun in the place of an object with the expected bytes, or of none; whether it was so. */
export async function finishReplacement(
  begun: ObjectWriter,
  expected: Uint8Array | undefined,
): Promise<boolean> {
  return publishing(begun, async (writer) => {
    const isDone = await writer.publishIf(expected);
    if (!isDone) await writer.discard();
    return isDone;
  });
}

/** Write an object in the place of one with the expected bytes, or of none; whether it was so. */
export async function replaceSideObject(
  object: SideObject,
  expected: Uint8Array | undefined,
): Promise<boolean> {
  return finishReplacement(beginReplacement(object), expected);
}

function begin(
  { sink, contract, key, bytes, contentType = "application/json" }: SideObject,
  conditional: boolean,
): ObjectWriter {
  const properties = { contentType, metadata: contractHeaders(contract) };
  const writer = new ObjectWriter({ sink, key, conditional, properties });
  writer.write(bytes);
  return writer;
}

async function publishing<T>(
  writer: ObjectWriter,
  publish: (writer: ObjectWriter) => Promise<T>,
): Promise<T> {
  try {
    return await publish(writer);
  } catch (error) {
    await writer.discard().catch(() => undefined);
    throw error;
  }
}
