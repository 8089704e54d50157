import type { Alias } from "../contract/alias/alias.ts";
import type { Partition } from "../partition/partition-rule.ts";

/** The version of the form that {@link ContractJson} describes. */
export const CONTRACT_JSON_VERSION = 1;

/** Any JSON value. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/** A contract as JSON: for a catalog, a review, or another language. */
export interface ContractJson {
  readonly contractVersion: typeof CONTRACT_JSON_VERSION;
  readonly name: string;
  readonly contractHash: string;
  /** Whether a record with an unknown field is rejected; false if not given. */
  readonly strict?: boolean;
  readonly columns: readonly NamedFieldJson[];
  readonly eventTime?: string;
  readonly partition?: Partition;
  /** Names that columns have in sources, beside their own. */
  readonly alias?: Alias;
  /** What the contract checks and JSON can't say. Where this is not empty, the JSON accepts more than the contract. */
  readonly unsaid: readonly UnsaidCheck[];
}

/** A check that JSON can't say, such as a function. */
export interface UnsaidCheck {
  /** The field it is about, such as `items[].price`; empty text for the whole record. */
  readonly path: string;
  readonly what: string;
}

/** A column, or a field of a struct. */
export interface NamedFieldJson extends FieldJson {
  readonly name: string;
}

/** A regular expression of JavaScript. */
export interface PatternJson {
  readonly source: string;
  readonly flags?: string;
}

/** A format by the name zod has for it, with the pattern where it is not the usual one. */
export interface FormatJson {
  readonly format: string;
  readonly pattern?: PatternJson;
}

/** The type of a value, and what it has to be. Bounds and values of an int64 that is a bigint are texts of digits. */
export interface FieldJson {
  readonly type: string;
  readonly description?: string;
  /** What an absent value becomes: with `optional` the key is left out, with `nullable` it is null. */
  readonly optional?: true;
  readonly nullable?: true;
  readonly default?: JsonValue;

  /** Of a decimal. */
  readonly precision?: number;
  readonly scale?: number;
  /** Of an int64: whether it is a JavaScript number, up to 2^53; otherwise it is a bigint. */
  readonly isNumber?: true;
  /** Of a timestamp: whether other offsets than Z are accepted, and how many digits seconds have to have. */
  readonly offset?: boolean;
  readonly digits?: number;
  /** Of json. */
  readonly maxBytes?: number;

  /** Of a struct. */
  readonly fields?: readonly NamedFieldJson[];
  readonly strict?: true;
  /** Of a struct that may be one of several: the field that tells which, and the structs. */
  readonly discriminator?: string;
  readonly variants?: readonly FieldJson[];
  /** Of a list. */
  readonly element?: FieldJson;
  /** Of a map. */
  readonly key?: FieldJson;
  readonly value?: FieldJson;
  /** Of a map: whether it is a JavaScript Map; otherwise it is an object. */
  readonly isMap?: true;
  /** Of a map whose keys are an enum: whether some may be missing. */
  readonly partial?: true;
  /** Fields one of which the value has to fit. */
  readonly anyOf?: readonly FieldJson[];

  readonly enum?: readonly (string | number | boolean)[];
  readonly minimum?: number | string;
  readonly maximum?: number | string;
  readonly exclusiveMinimum?: number | string;
  readonly exclusiveMaximum?: number | string;
  readonly multipleOf?: readonly (number | string)[];
  /** In UTF-16 units of a text, as JavaScript counts. */
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly patterns?: readonly PatternJson[];
  readonly formats?: readonly FormatJson[];
  readonly startsWith?: readonly string[];
  readonly endsWith?: readonly string[];
  readonly includes?: readonly string[];
  /** Of a list or map: how many it has. */
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** The number that a bound is: digits are an integer of any size. */
export function boundOf(value: number | string): number | bigint {
  return typeof value === "string" ? BigInt(value) : value;
}

/** A field while it is being described. */
export type FieldDraft = { -readonly [K in keyof FieldJson]: FieldJson[K] };
