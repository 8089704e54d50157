import type { Need } from "./need.ts";

const CATALOG = "arn:{partition}:glue:{region}:{accountId}";

/** Glue asks for a right on the catalog, the database and, for tables, on the table. */
const RESOURCES = {
  database: [`${CATALOG}:catalog`, `${CATALOG}:database/{database}`],
  table: [
    `${CATALOG}:catalog`,
    `${CATALOG}:database/{database}`,
    `${CATALOG}:table/{database}/{table}`,
  ],
  view: [
    `${CATALOG}:catalog`,
    `${CATALOG}:database/{database}`,
    `${CATALOG}:table/{database}/{view}`,
  ],
  tables: [`${CATALOG}:catalog`, `${CATALOG}:database/{database}`, `${CATALOG}:table/{database}/*`],
} as const;

/** An action on the Glue Data Catalog: one need for each of the resources that Glue looks at. */
export function catalogNeeds(
  action: string,
  of: keyof typeof RESOURCES,
  need: Omit<Need, "action" | "resource">,
): readonly Need[] {
  return RESOURCES[of].map((resource) => ({ action: `glue:${action}`, resource, ...need }));
}
