import type { Bucket } from "./bucket.ts";

/** A setting of a bucket that is kept and given back, and does nothing here. */
export interface UnenforcedSetting {
  readonly bucket: string;
  readonly setting: "lifecycle" | "policy";
}

/** The settings in these buckets that nothing acts on; policies are not among them where they are enforced. */
export function listUnenforced(
  buckets: Iterable<Bucket>,
  enforcesPolicies: boolean,
): UnenforcedSetting[] {
  const idle = enforcesPolicies ? (["lifecycle"] as const) : (["lifecycle", "policy"] as const);
  return [...buckets].flatMap(({ name, settings }) =>
    idle
      .filter((setting) => settings[setting] !== undefined)
      .map((setting) => ({ bucket: name, setting })),
  );
}
