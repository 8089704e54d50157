import * as z from "zod";
import type { Answer, Operation, Reply } from "../operation/operation.ts";
import type { Parameter } from "../operation/parameter.ts";
import { CURSOR_PATTERN } from "../page/place.ts";
import { sortParameter } from "../page/sort-term.ts";
import type { Resource } from "../resource/resource.ts";
import { conditionsOf, filtersOf } from "../select/filter-parameters.ts";
import { rangeParameters } from "../select/time-range.ts";
import { fieldsParameter } from "./fields-parameter.ts";
import { type ListKit, listRows } from "./list-rows.ts";
import type { Page } from "./page.ts";
import { pageExample, pageSchema } from "./page-schema.ts";
import { hasRowOperation } from "./row-operation.ts";

/** `GET /api/orders`: rows of a dataset, by filters, in pages. */
export function listOperation(resource: Resource, kit: ListKit): Operation {
  const { dataset } = resource;
  const filters = filtersOf(resource.filters, dataset);
  return {
    id: `list_${dataset.name}`,
    method: "GET",
    path: resource.path,
    summary: `Rows of ${dataset.name}`,
    description: PAGES,
    tag: dataset.name,
    parameters: [...pageParameters(resource), ...filters.map(({ parameter }) => parameter)],
    answers: { 200: pageAnswer(resource) },
    handle: async (exchange) => {
      const conditions = conditionsOf(filters, exchange.parameters);
      return pageReply(await listRows({ resource, kit, exchange, conditions }), exchange.request);
    },
  };
}

/** How every list is gone through. */
export const PAGES =
  "Rows in an order that has a place for each. `next` of a page is the `cursor` of the one behind it; rows that are added meanwhile move none of the others.";

/** What every list answers. With the key of a row it can be asked for alone. */
export function pageAnswer(resource: Resource): Answer {
  const [key] = resource.key;
  const row = hasRowOperation(resource) && key !== undefined;
  return {
    description: "A page of rows.",
    schema: pageSchema(resource),
    example: pageExample(resource),
    ...(row && {
      links: {
        first: {
          operationId: `get_${resource.dataset.name}`,
          parameters: { id: `$response.body#/items/0/${key.name}` },
          description: "The first row of the page.",
        },
      },
    }),
  };
}

/** The parameters that every list has. */
export function pageParameters(resource: Resource): readonly Parameter[] {
  const { limit, columns } = resource;
  const sort = sortParameter(resource);
  return [
    {
      name: "limit",
      in: "query",
      description: `Rows of a page; default ${limit.default}.`,
      schema: z.int().min(1).max(limit.max),
      reading: "number",
      example: limit.default,
    },
    {
      name: "cursor",
      in: "query",
      description: "The `next` of the page before, the other parameters being the same.",
      schema: z.string().regex(CURSOR_PATTERN, "expected the next of a page"),
    },
    fieldsParameter(columns),
    ...(sort === undefined ? [] : [sort]),
    ...rangeParameters(resource),
  ];
}

/** A page, with the next one as a link (RFC 8288). */
export function pageReply(page: Page, request: Request): Reply {
  const reply = { json: page, isConstant: true };
  if (page.next === null) return reply;
  const url = new URL(request.url);
  url.searchParams.set("cursor", page.next);
  return { ...reply, headers: { link: `<${url.pathname}${url.search}>; rel="next"` } };
}
