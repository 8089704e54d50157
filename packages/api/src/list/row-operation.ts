import { ProblemError } from "../http/problem.ts";
import type { Operation } from "../operation/operation.ts";
import type { Resource } from "../resource/resource.ts";
import { rangeParameters } from "../select/time-range.ts";
import { exampleRow } from "../values/example-value.ts";
import { parameterForm } from "../values/parameter-form.ts";
import { fieldsParameter } from "./fields-parameter.ts";
import { type ListKit, listRows } from "./list-rows.ts";
import { rowSchema } from "./page-schema.ts";

/** Whether rows are found by their key: it is one column, whose values can stand in a path. */
export function hasRowOperation({ key: [column, ...others] }: Resource): boolean {
  return column !== undefined && others.length === 0 && parameterForm(column.type) !== undefined;
}

/** `GET /api/orders/{id}`: the row of a key, for a resource whose key is one column. */
export function rowOperation(resource: Resource, kit: ListKit): Operation | undefined {
  const { dataset, key, path } = resource;
  const [column] = key;
  const form = column && parameterForm(column.type);
  if (column === undefined || form === undefined || !hasRowOperation(resource)) return undefined;
  return {
    id: `get_${dataset.name}`,
    method: "GET",
    path: `${path}/{id}`,
    summary: `A row of ${dataset.name} by its ${column.name}`,
    description: "One row, whose columns are all there unless `fields` names some.",
    tag: dataset.name,
    parameters: [
      {
        name: "id",
        in: "path",
        description: `Its ${column.name}.`,
        schema: form.schema,
        reading: form.reading,
        example: form.example,
      },
      fieldsParameter(resource.columns),
      ...rangeParameters(resource),
    ],
    answers: {
      200: {
        description: "The row.",
        schema: rowSchema(resource),
        example: exampleRow(resource.columns),
      },
    },
    mayBeMissing: true,
    handle: async (exchange) => {
      const parameters = { ...exchange.parameters, limit: 1 };
      const conditions = [{ column, operator: "eq" as const, value: exchange.parameters["id"] }];
      const { items, range } = await listRows({
        resource,
        kit,
        exchange: { ...exchange, parameters },
        conditions,
      });
      const [row] = items;
      if (row !== undefined) return { json: row };
      const where = range === undefined ? "" : ` from ${range.from} to ${range.to}`;
      throw new ProblemError({
        status: 404,
        code: "NO_SUCH_ROW",
        title: "There is no such row.",
        detail: `${dataset.name} has no row${where} whose ${column.name} is ${JSON.stringify(exchange.parameters["id"])}.`,
      });
    },
  };
}
