import * as z from "zod";
import type { Resource } from "../resource/resource.ts";
import { RANGE_EXAMPLE, rangeSchema } from "../select/time-range.ts";
import { exampleRow } from "../values/example-value.ts";
import { columnSchema, type Json } from "../values/json-form.ts";

/** A row of a resource, as it is answered; by `fields` some of it. */
export function rowSchema({ columns, dataset }: Resource): z.ZodType {
  return z
    .object(
      Object.fromEntries(columns.map((column) => [column.name, columnSchema(column).optional()])),
    )
    .meta({
      id: `row_${dataset.name}`,
      description: `A row of ${dataset.name}; its columns are all there unless \`fields\` names some.`,
    });
}

/** A page of one row. */
export function pageExample({ columns, dataset }: Resource): Json {
  return {
    items: [exampleRow(columns)],
    next: null,
    ...(dataset.eventTime !== undefined && { range: RANGE_EXAMPLE }),
  };
}

/** A page of rows. */
export function pageSchema(resource: Resource): z.ZodType {
  return z.object({
    items: z.array(rowSchema(resource)),
    next: z
      .string()
      .nullable()
      .meta({ description: "The cursor of the next page; null on the last." }),
    ...(resource.dataset.eventTime !== undefined && { range: rangeSchema.optional() }),
  });
}
