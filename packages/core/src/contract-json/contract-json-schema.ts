import * as z from "zod";
import { SCALARS } from "../types/data-type.ts";
import { FORMAT_NAMES } from "./string-formats.ts";

const TYPES = [...Object.keys(SCALARS), "decimal", "struct", "list", "map"];

/** An integer that is a text. */
export const DIGITS = /^-?\d{1,40}$/;
/** Digits behind the point that a check may want of seconds. */
export const MOST_FRACTION_DIGITS = 9;

const pattern = () => z.strictObject({ source: z.string(), flags: z.string().optional() });
const bound = () => z.union([z.number(), z.string().regex(DIGITS)]).optional();
const count = () => z.int().min(0).optional();
const yes = () => z.literal(true).optional();
const texts = () => z.array(z.string()).optional();

/** How the form of a contract's JSON is checked; what a contract itself has to be, `defineDataset` says. */
export function contractJsonSchema() {
  const field = z.strictObject({
    ...typeParts(),
    ...checkParts(),
    get fields(): z.ZodType {
      return z.array(named).optional();
    },
    get element(): z.ZodType {
      return field.optional();
    },
    get key(): z.ZodType {
      return field.optional();
    },
    get value(): z.ZodType {
      return field.optional();
    },
    get variants(): z.ZodType {
      return z.array(field).min(1).optional();
    },
    get anyOf(): z.ZodType {
      return z.array(field).min(1).optional();
    },
  });
  const named: z.ZodType = field.extend({ name: z.string() });
  return z.strictObject({
    contractVersion: z.literal(1),
    name: z.string(),
    contractHash: z.string().optional(),
    strict: z.boolean().optional(),
    columns: z.array(named),
    eventTime: z.string().optional(),
    partition: z.looseObject({}).optional(),
    alias: z.record(z.string(), z.array(z.string())).optional(),
    unsaid: z.array(z.strictObject({ path: z.string(), what: z.string() })).optional(),
  });
}

function typeParts() {
  return {
    type: z.enum(TYPES),
    description: z.string().optional(),
    optional: yes(),
    nullable: yes(),
    default: z.json().optional(),
    precision: z.int().min(1).max(38).optional(),
    scale: z.int().min(0).max(38).optional(),
    isNumber: yes(),
    offset: z.boolean().optional(),
    digits: z.int().min(0).max(MOST_FRACTION_DIGITS).optional(),
    maxBytes: z.int().min(1).optional(),
    strict: yes(),
    isMap: yes(),
    partial: yes(),
    discriminator: z.string().optional(),
  };
}

function checkParts() {
  const format = z.strictObject({ format: z.enum(FORMAT_NAMES), pattern: pattern().optional() });
  const multiple = z.union([z.number(), z.string().regex(/^\d{1,40}$/)]);
  return {
    enum: z
      .array(z.union([z.string(), z.number(), z.boolean()]))
      .min(1)
      .optional(),
    minimum: bound(),
    maximum: bound(),
    exclusiveMinimum: bound(),
    exclusiveMaximum: bound(),
    multipleOf: z.array(multiple).optional(),
    minLength: count(),
    maxLength: count(),
    patterns: z.array(pattern()).optional(),
    formats: z.array(format).optional(),
    startsWith: texts(),
    endsWith: texts(),
    includes: texts(),
    minItems: count(),
    maxItems: count(),
  };
}
