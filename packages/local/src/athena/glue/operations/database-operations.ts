import type { Database } from "../../catalog/catalog-types.ts";
import { findDatabase } from "../find.ts";
import { alreadyExists, invalidInput } from "../glue-error.ts";
import { type GlueContext, type Operation, operation } from "../operation.ts";
import { pageOf } from "../page-of.ts";
import { databaseInput, nameText, PAGING, tags } from "../shapes/members.ts";
import { list, type ShapeOf, text } from "../shapes/shape.ts";

/** What Glue has of databases. */
export const DATABASE_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateDatabase: operation(
    "CreateDatabase",
    { required: { DatabaseInput: databaseInput }, optional: { Tags: tags } },
    ({ DatabaseInput: input, Tags = {} }, context) => {
      const database = readDatabase(input, context.now());
      if (context.catalog.database(database.name) !== undefined) throw alreadyExists("Database");
      context.catalog.putDatabase(database);
      context.tags.set(database.name, Tags);
      return {};
    },
  ),
  GetDatabase: operation("GetDatabase", { required: { Name: nameText } }, ({ Name }, context) => ({
    Database: describeDatabase(findDatabase(Name, context), context),
  })),
  GetDatabases: operation(
    "GetDatabases",
    {
      required: {},
      optional: {
        ...PAGING,
        ResourceShareType: text({ oneOf: ["FOREIGN", "ALL", "FEDERATED"] }),
        AttributesToGet: list(text({ oneOf: ["NAME", "TARGET_DATABASE"] })),
      },
    },
    getDatabases,
  ),
  UpdateDatabase: operation(
    "UpdateDatabase",
    { required: { Name: nameText, DatabaseInput: databaseInput } },
    ({ Name, DatabaseInput: input }, context) => {
      const { name, createdAt } = findDatabase(Name, context);
      const changed = readDatabase(input, createdAt);
      if (changed.name !== name)
        throw invalidInput(
          `The embedded Glue catalog does not support another name for a database: ${name} can't become ${changed.name} (see docs/local.md)`,
        );
      context.catalog.putDatabase(changed);
      return {};
    },
  ),
  DeleteDatabase: operation(
    "DeleteDatabase",
    { required: { Name: nameText } },
    ({ Name }, context) => {
      const { name } = findDatabase(Name, context);
      context.catalog.dropDatabase(name);
      context.tags.drop(name);
      return {};
    },
  ),
};

interface GetDatabasesInput {
  readonly NextToken?: string;
  readonly MaxResults?: number;
  readonly ResourceShareType?: string;
  readonly AttributesToGet?: readonly string[];
}

/** Databases that other accounts share are none here. */
function getDatabases(input: GetDatabasesInput, context: GlueContext) {
  const { ResourceShareType = "ALL", AttributesToGet: attributes = [] } = input;
  const own = ResourceShareType === "ALL" ? context.catalog.databases() : [];
  const { items, next } = pageOf(own, ({ name }) => name, {
    ...input,
    list: "databases",
    size: 100,
  });
  const short = attributes.length > 0;
  return {
    DatabaseList: items.map((each) =>
      short ? { Name: each.name } : describeDatabase(each, context),
    ),
    ...next,
  };
}

function readDatabase(input: ShapeOf<typeof databaseInput>, createdAt: Date): Database {
  const { Name, Description, LocationUri, Parameters = {} } = input;
  return {
    name: Name.toLowerCase(),
    comment: Description,
    location: LocationUri,
    properties: Parameters,
    createdAt,
    ...(input.CreateTableDefaultPermissions !== undefined && {
      permissions: input.CreateTableDefaultPermissions,
    }),
  };
}

/** Unless it says otherwise, who may do something in IAM's eyes may do it in Lake Formation's. */
const EVERYONE = [
  {
    Principal: { DataLakePrincipalIdentifier: "IAM_ALLOWED_PRINCIPALS" },
    Permissions: ["ALL"],
  },
];

function describeDatabase(database: Database, { accountId }: GlueContext) {
  const { name, comment, location, properties, createdAt, permissions = EVERYONE } = database;
  return {
    Name: name,
    ...(comment !== undefined && { Description: comment }),
    ...(location !== undefined && { LocationUri: location }),
    Parameters: properties,
    CreateTime: createdAt.getTime() / 1000,
    CreateTableDefaultPermissions: permissions,
    CatalogId: accountId,
  };
}
