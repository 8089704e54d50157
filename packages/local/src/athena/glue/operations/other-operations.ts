import { findDatabase } from "../find.ts";
import { invalidInput, notFound } from "../glue-error.ts";
import { type GlueContext, type Operation, operation } from "../operation.ts";
import { nameText, PAGING, tags } from "../shapes/members.ts";
import { list, text } from "../shapes/shape.ts";

const ARN = text({ min: 1, max: 10_240 });
const TAG_KEY = text({ min: 1, max: 128, holds: "any" });
const MOST_TAGS = 50;

/** Tags, and what there is none of. */
export const OTHER_OPERATIONS: Readonly<Record<string, Operation>> = {
  GetTags: operation("GetTags", { required: { ResourceArn: ARN } }, ({ ResourceArn }, context) => ({
    Tags: context.tags.of(taggedDatabase(ResourceArn, context)),
  })),
  TagResource: operation(
    "TagResource",
    { required: { ResourceArn: ARN, TagsToAdd: tags } },
    ({ ResourceArn, TagsToAdd }, context) => {
      const database = taggedDatabase(ResourceArn, context);
      const all = { ...context.tags.of(database), ...TagsToAdd };
      if (Object.keys(all).length > MOST_TAGS)
        throw invalidInput(`A resource has at most ${MOST_TAGS} tags.`);
      context.tags.set(database, all);
      return {};
    },
  ),
  UntagResource: operation(
    "UntagResource",
    { required: { ResourceArn: ARN, TagsToRemove: list(TAG_KEY, { max: 50 }) } },
    ({ ResourceArn, TagsToRemove }, context) => {
      const database = taggedDatabase(ResourceArn, context);
      const kept = Object.entries(context.tags.of(database)).filter(
        ([name]) => !TagsToRemove.includes(name),
      );
      context.tags.set(database, Object.fromEntries(kept));
      return {};
    },
  ),
  GetUserDefinedFunctions: operation(
    "GetUserDefinedFunctions",
    {
      required: { Pattern: nameText },
      optional: { ...PAGING, DatabaseName: nameText, FunctionType: nameText },
    },
    ({ DatabaseName }, context) => {
      if (DatabaseName !== undefined) findDatabase(DatabaseName, context);
      return { UserDefinedFunctions: [] };
    },
  ),
  GetUserDefinedFunction: operation(
    "GetUserDefinedFunction",
    { required: { DatabaseName: nameText, FunctionName: nameText } },
    ({ DatabaseName, FunctionName }, context) => {
      findDatabase(DatabaseName, context);
      throw notFound(`Function ${FunctionName}`);
    },
  ),
};

/** Of the catalog only databases have tags. */
function taggedDatabase(arn: string, context: GlueContext): string {
  const { region, accountId } = context;
  const match = /^arn:aws(?:-[a-z-]+)?:glue:([^:]*):([^:]*):(.*)$/.exec(arn);
  if (match === null) throw invalidInput(`${arn} is not the ARN of a resource of Glue.`);
  const [, inRegion, ofAccount, resource = ""] = match;
  if (inRegion !== region || ofAccount !== accountId)
    throw notFound(`A resource ${arn} of ${accountId} in ${region}`);
  const database = /^database\/([^/]+)$/.exec(resource)?.[1];
  if (database === undefined)
    throw invalidInput(
      `The embedded Glue catalog has tags of databases only, and not of ${resource} (see docs/local.md)`,
    );
  return findDatabase(database, context).name;
}
