import { aggregateOperation } from "../aggregate/aggregate-operation.ts";
import { listOperation } from "../list/list-operation.ts";
import type { ListKit } from "../list/list-rows.ts";
import { relationOperations } from "../list/relation-operation.ts";
import { rowOperation } from "../list/row-operation.ts";
import type { Operation } from "../operation/operation.ts";
import type { Resource } from "./resource.ts";

/** The endpoints of a resource; those of its other paths are the same under another name. */
export function resourceOperations(resource: Resource, kit: ListKit): readonly Operation[] {
  const row = rowOperation(resource, kit);
  const own = [
    listOperation(resource, kit),
    aggregateOperation(resource, kit),
    ...(row === undefined ? [] : [row]),
  ];
  const aliased = resource.aliases.flatMap((alias, index) =>
    own.map((operation) => ({
      ...operation,
      id: `${operation.id}_${index + 2}`,
      path: alias + operation.path.slice(resource.path.length),
    })),
  );
  return [...own, ...aliased, ...relationOperations(resource, kit)];
}
