import type { OperationNeeds } from "@cloudapi/core/internal";
import { type BoundNeed, bindCase, bindNeeds, type NeedValues } from "../needs/bind-needs.ts";
import { keyValues } from "../needs/key-values.ts";
import type { CheckedPlace } from "./s3-place.ts";

/** What an operation works with. */
export interface OperationPlace {
  /** What is filled in beside bucket, prefix and keys. */
  readonly values: NeedValues;
  readonly cases?: readonly string[];
  readonly place?: CheckedPlace | undefined;
  /** Where Athena's results are written. */
  readonly results?: CheckedPlace | undefined;
  /** Where Athena's UNLOAD writes. */
  readonly unload?: CheckedPlace | undefined;
  /** Where the manifests of COPY lie. */
  readonly manifests?: CheckedPlace | undefined;
}

/** The needs of an operation at its places: each key of a place has a need of its own. */
export function bindOperation(
  operation: OperationNeeds,
  { values, cases = [], ...given }: OperationPlace,
): BoundNeed[] {
  const places = [
    ...named("", given.place, []),
    ...named("results.", given.results, ["results"]),
    ...named("unload.", given.unload, ["unload"]),
    ...named("manifests.", given.manifests, []),
  ];
  const filled = places.reduce<NeedValues>(
    (before, place) => ({ ...before, ...placeValues(place) }),
    values,
  );
  const all = [...cases, ...places.flatMap(({ brings }) => brings)];
  return [
    ...bindNeeds(operation, filled, all),
    ...places.flatMap((place) => underKeys(operation, { values: filled, cases: all }, place)),
  ];
}

function named(
  name: string,
  place: CheckedPlace | undefined,
  brings: readonly string[],
): NamedPlace[] {
  return place === undefined ? [] : [{ name, place, brings }];
}

interface NamedPlace {
  /** What comes before the names of bucket, prefix and key. */
  readonly name: string;
  readonly place: CheckedPlace;
  /** The cases that follow from it. */
  readonly brings: readonly string[];
}

function placeValues({ name, place }: NamedPlace): NeedValues {
  return { [`${name}bucket`]: place.bucket, [`${name}prefix`]: place.prefix };
}

function underKeys(
  operation: OperationNeeds,
  { values, cases }: { readonly values: NeedValues; readonly cases: readonly string[] },
  { name, place }: NamedPlace,
): BoundNeed[] {
  return place.keys.flatMap((key) =>
    ["readKey", "writeKey"].flatMap((use) =>
      bindCase(operation, { ...values, ...keyValues(name, key) }, { only: `${name}${use}`, cases }),
    ),
  );
}
