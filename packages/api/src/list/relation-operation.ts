import type { Operation } from "../operation/operation.ts";
import type { Resource } from "../resource/resource.ts";
import { conditionsOf, filtersOf } from "../select/filter-parameters.ts";
import { parameterForm } from "../values/parameter-form.ts";
import { PAGES, pageAnswer, pageParameters, pageReply } from "./list-operation.ts";
import { type ListKit, listRows } from "./list-rows.ts";

/** `GET /api/invoices-by-customer/{id}`: the rows of one value of a column. */
export function relationOperations(resource: Resource, kit: ListKit): readonly Operation[] {
  const { dataset } = resource;
  return resource.relations.flatMap(({ path, parameter, of }, index) => {
    const form = parameterForm(of.type);
    if (form === undefined) return [];
    const filters = filtersOf(
      resource.filters.filter(({ name }) => name !== of.name),
      dataset,
      [parameter],
    );
    return [
      {
        id: `list_${dataset.name}_by_${of.name}${index === 0 ? "" : `_${index + 1}`}`,
        method: "GET",
        path,
        summary: `Rows of ${dataset.name} by their ${of.name}`,
        description: PAGES,
        tag: dataset.name,
        parameters: [
          {
            name: parameter,
            in: "path",
            description: `Their ${of.name}.`,
            schema: form.schema,
            reading: form.reading,
            example: form.example,
          },
          ...pageParameters(resource),
          ...filters.map((filter) => filter.parameter),
        ],
        answers: { 200: pageAnswer(resource) },
        handle: async (exchange) => {
          const eq = { column: of, operator: "eq", value: exchange.parameters[parameter] } as const;
          const conditions = [eq, ...conditionsOf(filters, exchange.parameters)];
          return pageReply(
            await listRows({ resource, kit, exchange, conditions }),
            exchange.request,
          );
        },
      } satisfies Operation,
    ];
  });
}
