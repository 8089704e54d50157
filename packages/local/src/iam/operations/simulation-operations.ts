import type { Policy } from "@cloudapi/iam/evaluation";
import type { Holder } from "../../access/directory/kept.ts";
import { keptDocument } from "../../access/directory/kept-document.ts";
import type { IamCall, IamOperation } from "../iam-call.ts";
import { invalidInput, noSuchEntity } from "../iam-error.ts";
import { PAGING, pageOf } from "../page-of.ts";
import { simulate } from "../simulation/simulate.ts";
import { readContext } from "../simulation/simulation-context.ts";

const QUESTION = {
  required: ["ActionNames"],
  optional: [
    "PermissionsBoundaryPolicyInputList",
    "ResourceArns",
    "ResourcePolicy",
    "ResourceOwner",
    "CallerArn",
    "ContextEntries",
    ...PAGING,
  ],
};

/** The policy simulator: it answers as the cloud would decide. */
export const SIMULATION_OPERATIONS: Readonly<Record<string, IamOperation>> = {
  SimulatePrincipalPolicy: {
    required: ["PolicySourceArn", ...QUESTION.required],
    optional: ["PolicyInputList", ...QUESTION.optional],
    resource: (call) => call.need("PolicySourceArn"),
    run: (call) => answer(call, sourceOf(call)),
  },
  SimulateCustomPolicy: {
    required: ["PolicyInputList", ...QUESTION.required],
    optional: QUESTION.optional,
    resource: () => "*",
    run: (call) => answer(call, undefined),
  },
};

function sourceOf(call: IamCall): Holder {
  const arn = call.need("PolicySourceArn");
  const holder = call.directory.holder(arn);
  if (holder !== undefined) return holder;
  if (/^arn:aws:iam::\d{12}:(?:user|role|group)\/./.test(arn))
    throw noSuchEntity(`The entity with ARN ${arn} cannot be found.`);
  throw invalidInput(
    `Invalid Entity Arn: ${arn.slice(0, 200)} does not clearly define entity type and name.`,
  );
}

function answer(call: IamCall, source: Holder | undefined) {
  const resourcePolicy = call.text("ResourcePolicy");
  const caller = call.text("CallerArn") ?? (source?.kind === "group" ? undefined : source?.arn);
  if (resourcePolicy !== undefined && caller === undefined)
    throw invalidInput("CallerArn must be provided when a resource policy is simulated.");
  const own = source === undefined ? undefined : call.directory.policiesOf(source);
  const boundaries = documents(call, "PermissionsBoundaryPolicyInputList");
  const [resource] = resourcePolicy === undefined ? [] : [read("ResourcePolicy", resourcePolicy)];
  const asked = {
    accountId: call.directory.accountId,
    source,
    caller,
    identity: [...(own?.identity ?? []), ...documents(call, "PolicyInputList")],
    boundary: boundaries[0] ?? own?.boundary,
    resource,
    resourceOwner: call.text("ResourceOwner"),
    context: readContext(call),
  };
  const resources = call.list("ResourceArns");
  const results = call
    .list("ActionNames")
    .flatMap((action) =>
      (resources.length === 0 ? ["*"] : resources).map((each) => simulate(asked, action, each)),
    );
  const placed = results.map((result, place) => ({ result, place }));
  const { items, fields } = pageOf(call, placed, ({ place }) => String(place).padStart(9, "0"));
  return { EvaluationResults: { member: items.map(({ result }) => result) }, ...fields };
}

function documents(call: IamCall, parameter: string): Policy[] {
  return call.list(parameter).map((text, index) => read(`${parameter}.${index + 1}`, text));
}

function read(name: string, text: string): Policy {
  const { document, fault } = keptDocument(text, name);
  if (document !== undefined) return document.policy;
  throw invalidInput(`${name} is no policy: ${fault}`);
}
