import {
  type ProposedType,
  type ProposedValue,
  proposedCode,
  proposedSchema,
} from "@cloudapi/records/internal";
import type * as z from "zod";
import type { Shape } from "./shape.ts";

/** The schema that canonical values of a shape are checked against, and its code. */
export function schemaOfShape(shape: Shape): { readonly schema: z.ZodType; readonly code: string } {
  const type = typeOf(shape);
  return { schema: proposedSchema(type), code: proposedCode(type, 2) };
}

function typeOf(shape: Shape): ProposedType {
  switch (shape.kind) {
    case "decimal":
      return { kind: "decimal", precision: shape.precision, scale: shape.scale };
    case "list":
      return { kind: "list", element: valueOf(shape.element, shape.hasNull) };
    case "map":
      return { kind: "map", value: valueOf(shape.value, true) };
    case "struct":
      return {
        kind: "struct",
        fields: shape.fields.map(({ name, shape: each }) => ({
          ...valueOf(each, true, true),
          name,
        })),
      };
    case "clock":
      return { kind: "struct", fields: ["t", "i"].map((name) => ({ ...SECONDS, name })) };
    case "time":
      return { kind: "timestamp" };
    case "json":
    case "boolean":
    case "int32":
    case "int64":
    case "double":
      return { kind: shape.kind };
    default:
      return { kind: "string" };
  }
}

/** What a sample of documents has is no promise, so every field inside one may be absent or null. */
function valueOf(shape: Shape, hasNull: boolean, isAbsent = false): ProposedValue {
  return { type: typeOf(shape), hasNull, isAbsent, findings: [] };
}

/** 32 bits without a sign. */
const SECONDS: ProposedValue = {
  type: { kind: "int64" },
  hasNull: false,
  isAbsent: false,
  findings: [],
};
