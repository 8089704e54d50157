import { checkOptionNames, folderPrefix } from "@cloudapi/core/internal";
import { checkArn, KEY } from "../arn/arn-form.ts";
import { checkBucket, checkPrefix, show } from "../arn/check-names.ts";

/** A place in S3, with the KMS keys that its objects lie under. */
export interface PolicyPlace {
  readonly bucket: string;
  /** Prefix of the keys, literally: `*`, `?` and `${` stand for themselves; the whole bucket when left out. */
  readonly prefix?: string;
  /** ARN of the key of its objects, or several. */
  readonly kmsKeyArn?: string | readonly string[];
}

export const PLACE = ["bucket", "prefix", "kmsKeyArn"] as const;

export interface CheckedPlace {
  readonly bucket: string;
  readonly prefix: string;
  readonly keys: readonly string[];
}

/** Which field is checked, of which function. */
export interface Field {
  readonly what: string;
  readonly name: string;
}

/** @throws {TypeError} naming the field at fault */
export function checkPlace({ what, name }: Field, place: PolicyPlace): CheckedPlace {
  if (typeof place !== "object" || place === null)
    throw new TypeError(`${what}: ${name} must be { bucket, prefix }, not ${show(place)}.`);
  const { bucket, prefix = "", kmsKeyArn = [] } = place;
  checkBucket(what, `${name}.bucket`, bucket);
  checkPrefix(what, `${name}.prefix`, prefix);
  const keys = [kmsKeyArn].flat();
  for (const key of keys) checkArn(what, `${name}.kmsKeyArn`, key, KEY);
  return { bucket, prefix, keys };
}

/** A place whose prefix is a folder: `logs` is `logs/`. */
export function checkFolder(field: Field, place: PolicyPlace): CheckedPlace {
  const checked = checkPlace(field, place);
  return { ...checked, prefix: folderPrefix(checked.prefix) };
}

/** A place without other fields. */
export function checkOnlyPlace(field: Field, place: PolicyPlace): CheckedPlace {
  if (typeof place === "object" && place !== null)
    checkOptionNames(`${field.what}: ${field.name}`, place, PLACE);
  return checkPlace(field, place);
}

/** The place of `s3://bucket/prefix/`, as tables and results have it: a folder. */
export function placeOfLocation(
  { what, name }: Field,
  location: unknown,
  kmsKeyArn: string | readonly string[] = [],
): CheckedPlace {
  const found = typeof location === "string" ? LOCATION.exec(location) : null;
  if (found === null)
    throw new TypeError(`${what}: ${name} must be s3://bucket/prefix/, not ${show(location)}.`);
  const [, bucket = "", prefix = ""] = found;
  return checkFolder({ what, name }, { bucket, prefix, kmsKeyArn });
}

const LOCATION = /^s3:\/\/([^/]+)(?:\/(.*))?$/s;
