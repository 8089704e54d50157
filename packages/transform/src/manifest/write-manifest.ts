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
  await writing(object, false, (writer) => writer.publish());
}

/** Write an object in the place of one with the expected bytes, or of none; whether it was so. */
export async function replaceSideObject(
  object: SideObject,
  expected: Uint8Array | undefined,
): Promise<boolean> {
  return writing(object, true, async (writer) => {
    const isDone = await writer.publishIf(expected);
    if (!isDone) await writer.discard();
    return isDone;
  });
}

async function writing<T>(
  { sink, contract, key, bytes, contentType = "application/json" }: SideObject,
  conditional: boolean,
  publish: (writer: ObjectWriter) => Promise<T>,
): Promise<T> {
  const properties = { contentType, metadata: contractHeaders(contract) };
  const writer = new ObjectWriter({ sink, key, conditional, properties });
  try {
    writer.write(bytes);
    return await publish(writer);
  } catch (error) {
    await writer.discard().catch(() => undefined);
    throw error;
  }
}
