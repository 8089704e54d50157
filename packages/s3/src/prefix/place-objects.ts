import { withFile } from "../errors/file-error.ts";
import type { ListedObject } from "../list/list-objects.ts";
import type { FilesInFlight } from "./files-in-flight.ts";
import { localName, type RefusalCode } from "./local-name.ts";
import type { Placement, TargetFolder } from "./target-folder.ts";

/** A key that has no safe place under the folder, and why. */
export interface RefusedKey {
  readonly key: string;
  readonly code: RefusalCode;
  readonly message: string;
}

/** What becomes of a listed object. */
export type PlacedObject =
  | {
      readonly kind: "file";
      readonly key: string;
      readonly path: string;
      readonly done: () => void;
    }
  | { readonly kind: "folder" }
  | { readonly kind: "refused"; readonly refusedKey: RefusedKey };

/** Where the objects of a prefix go. */
export interface Destination {
  readonly bucket: string;
  readonly prefix: string;
  readonly folder: TargetFolder;
  readonly inFlight: FilesInFlight;
}

/**
 * Give each object its place, one after the other in the listing's order: which of two keys that meet in one name is
 * refused does not depend on which download is faster.
 */
export async function* placeObjects(
  listing: AsyncIterable<ListedObject>,
  destination: Destination,
): AsyncGenerator<PlacedObject, void, undefined> {
  for await (const object of listing) yield await placeObject(object, destination);
}

async function placeObject(
  { key, sizeBytes }: ListedObject,
  destination: Destination,
): Promise<PlacedObject> {
  const relativeKey = key.slice(destination.prefix.lastIndexOf("/") + 1);
  const isMarker = relativeKey === "" || relativeKey.endsWith("/");
  if (isMarker && sizeBytes > 0) {
    return refusal(key, "TRAILING_SLASH", "it ends in a slash, as a folder does, but has content");
  }
  if (relativeKey === "") return { kind: "folder" };
  const name = localName(isMarker ? relativeKey.slice(0, -1) : relativeKey, process.platform);
  if ("refused" in name) return refusal(key, name.refused, name.message);
  const placement = await settle(destination, key, name.segments, isMarker);
  if ("refused" in placement) return refusal(key, placement.refused, placement.message);
  if (isMarker) return { kind: "folder" };
  return {
    kind: "file",
    key,
    path: placement.path,
    done: destination.inFlight.begin(name.segments),
  };
}

/** Find the place on disk, once nothing is on its way there. A path that is too long is the key's fault. */
async function settle(
  { bucket, folder, inFlight }: Destination,
  key: string,
  segments: readonly string[],
  isMarker: boolean,
): Promise<Placement> {
  await inFlight.settle(segments);
  return withFile("write", { bucket, key, path: segments.join("/") }, async () => {
    try {
      return await (isMarker ? folder.makeFolder(segments) : folder.place(segments));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENAMETOOLONG") throw error;
      return { refused: "NAME_TOO_LONG", message: "its path is longer than the system allows" };
    }
  });
}

function refusal(key: string, code: RefusalCode, message: string): PlacedObject {
  return { kind: "refused", refusedKey: { key, code, message } };
}
