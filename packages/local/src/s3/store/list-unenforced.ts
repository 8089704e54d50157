import type { Bucket } from "./bucket.ts";

/** A setting of a bucket that is kept and given back, and does nothing here. */
export interface UnenforcedSetting {
  readonly bucket: string;
  readonly setting: "lifecycle" | "policy";
}

/** The settings in these buckets that nothing acts on. */
export function listUnenforced(buckets: Iterable<Bucket>): UnenforcedSetting[] {
  return [...buckets].flatMap(({ name, settings }) =>
    (["lifecycle", "policy"] as const)
      .filter((setting) => settings[setting] !== undefined)
      .map((setting) => ({ bucket: name, setting })),
  );
}
