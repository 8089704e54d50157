import { decimal, json } from "@cloudapi/core";
import * as z from "zod";
import type { ProposedField, ProposedType, ProposedValue } from "./proposal.ts";

/** The zod shape of what is proposed: what the code of it makes when it runs. */
export function shapeOfProposal(fields: readonly ProposedField[]): Record<string, z.ZodType> {
  return Object.fromEntries(fields.map((field) => [field.name, schemaOf(field)]));
}

/** The zod schema of a type that is proposed. */
export function proposedSchema(type: ProposedType): z.ZodType {
  return leafOf(type);
}

function schemaOf({ type, hasNull, isAbsent }: ProposedValue): z.ZodType {
  const schema = leafOf(type);
  if (isAbsent) return hasNull ? schema.nullish() : schema.optional();
  return hasNull ? schema.nullable() : schema;
}

function leafOf(type: ProposedType): z.ZodType {
  switch (type.kind) {
    case "struct":
      return z.object(shapeOfProposal(type.fields));
    case "list":
      return z.array(schemaOf(type.element));
    case "map":
      return z.record(z.string(), schemaOf(type.value));
    case "decimal":
      return decimal(type.precision, type.scale);
    default:
      return LEAVES[type.kind]();
  }
}

const LEAVES = {
  string: () => z.string(),
  boolean: () => z.boolean(),
  date: () => z.iso.date(),
  timestamp: () => z.iso.datetime({ offset: true }),
  json: () => json(),
  int32: () => z.int32(),
  int: () => z.int(),
  int64: () => z.int64(),
  double: () => z.number(),
} as const;
