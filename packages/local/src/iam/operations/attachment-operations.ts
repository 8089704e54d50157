import type { HolderKind } from "../../access/directory/kept.ts";
import { type IamCall, type IamOperation, NOUNS } from "../iam-call.ts";
import { limitExceeded, noSuchEntity } from "../iam-error.ts";
import { PAGING, pageOf } from "../page-of.ts";
import { managedPolicy } from "./policy-operations.ts";

const MOST_ATTACHED = 10;

/** The operations on attached policies: of users, of roles and of groups. */
export const ATTACHMENT_OPERATIONS: Readonly<Record<string, IamOperation>> = Object.fromEntries(
  (["user", "role", "group"] as const).flatMap((kind) => Object.entries(operationsOf(kind))),
);

function operationsOf(kind: HolderKind): Record<string, IamOperation> {
  const noun = NOUNS[kind];
  const resource = (call: IamCall) => call.holderArn(kind);
  const one = {
    required: [`${noun}Name`, "PolicyArn"],
    resource,
    context: (call: IamCall) => ({
      "iam:PolicyARN": call.need("PolicyArn"),
      ...call.boundaryKey(kind),
    }),
  };
  return {
    [`Attach${noun}Policy`]: { ...one, run: (call) => attach(call, kind) },
    [`Detach${noun}Policy`]: { ...one, run: (call) => detach(call, kind) },
    [`ListAttached${noun}Policies`]: {
      required: [`${noun}Name`],
      optional: ["PathPrefix", ...PAGING],
      resource,
      run: (call) => listAttached(call, kind),
    },
  };
}

function attach(call: IamCall, kind: HolderKind): undefined {
  const { attached } = call.holder(kind);
  const { arn } = managedPolicy(call);
  if (!attached.has(arn) && attached.size >= MOST_ATTACHED)
    throw limitExceeded(`Cannot exceed quota for PoliciesPer${NOUNS[kind]}: ${MOST_ATTACHED}`);
  attached.add(arn);
}

function detach(call: IamCall, kind: HolderKind): undefined {
  const arn = call.need("PolicyArn");
  if (!call.holder(kind).attached.delete(arn)) throw noSuchEntity(`Policy ${arn} was not found.`);
}

function listAttached(call: IamCall, kind: HolderKind) {
  const start = call.text("PathPrefix") ?? "/";
  const { policies } = call.directory;
  const attached = [...call.holder(kind).attached]
    .flatMap((arn) => policies.byArn(arn) ?? [])
    .filter(({ path }) => path.startsWith(start));
  const { items, fields } = pageOf(call, attached, ({ name }) => name);
  const member = items.map(({ name, arn }) => ({ PolicyName: name, PolicyArn: arn }));
  return { AttachedPolicies: { member }, ...fields };
}
