import type { DataFile, ManifestEntry } from "./data-file.ts";

/** The field that position deletes have the path of their data file in. */
const FILE_PATH_ID = 2_147_483_546;

/** Finds the delete files that apply to a data file. */
export function deleteFinder(
  deletes: readonly ManifestEntry[],
): (data: ManifestEntry) => readonly DataFile[] {
  return (data) => deletes.filter((entry) => mayDelete(entry, data)).map(({ file }) => file);
}

/** Whether deletes may be of rows of a data file, by their age, their partition and the paths in them (Iceberg specification, Scan Planning). */
export function mayDelete(deletes: ManifestEntry, data: ManifestEntry): boolean {
  const { file } = deletes;
  return (
    isOfAgeAndPartition(deletes, data) &&
    (file.content === "equality-deletes" || mayName(file, data.file.path))
  );
}

/** Whether position deletes may be of a file, by the bounds of the paths in them. */
function mayName({ lowerBounds, upperBounds }: DataFile, path: string): boolean {
  const bytes = Buffer.from(path);
  const [lower, upper] = [lowerBounds?.get(FILE_PATH_ID), upperBounds?.get(FILE_PATH_ID)];
  if (lower !== undefined && Buffer.compare(bytes, lower) < 0) return false;
  return upper === undefined || Buffer.compare(bytes, upper) <= 0;
}

function isOfAgeAndPartition(deletes: ManifestEntry, data: ManifestEntry): boolean {
  const isEquality = deletes.file.content === "equality-deletes";
  const age = deletes.sequenceNumber - data.sequenceNumber;
  if (isEquality ? age <= 0 : age < 0) return false;
  // Equality deletes without a partition are of all partitions.
  if (isEquality && deletes.file.partition.length === 0) return true;
  return isSamePartition(deletes.file, data.file);
}

function isSamePartition(one: DataFile, other: DataFile): boolean {
  return (
    one.specId === other.specId &&
    one.partition.every((value, i) => {
      const same = other.partition[i];
      return value instanceof Uint8Array && same instanceof Uint8Array
        ? Buffer.compare(value, same) === 0
        : Object.is(value, same);
    })
  );
}
