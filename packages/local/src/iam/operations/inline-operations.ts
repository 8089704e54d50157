import type { HolderKind } from "../../access/directory/kept.ts";
import { encodeRfc3986 } from "../../signature/encode-rfc3986.ts";
import { type IamCall, type IamOperation, NOUNS } from "../iam-call.ts";
import { limitExceeded, noSuchEntity } from "../iam-error.ts";
import { PAGING, pageOf } from "../page-of.ts";
import { identityDocument, sizeOf } from "../read-document.ts";

/** How many characters the inline policies of one have together. */
const MOST_CHARACTERS = { user: 2048, role: 10_240, group: 5120 } as const;

/** The operations on inline policies: of users, of roles and of groups. */
export const INLINE_OPERATIONS: Readonly<Record<string, IamOperation>> = Object.fromEntries(
  (["user", "role", "group"] as const).flatMap((kind) => Object.entries(operationsOf(kind))),
);

function operationsOf(kind: HolderKind): Record<string, IamOperation> {
  const noun = NOUNS[kind];
  const about = {
    resource: (call: IamCall) => call.holderArn(kind),
    context: (call: IamCall) => call.boundaryKey(kind),
  };
  const one = { required: [`${noun}Name`, "PolicyName"], ...about };
  return {
    [`Put${noun}Policy`]: {
      required: [...one.required, "PolicyDocument"],
      ...about,
      run: (call) => putPolicy(call, kind),
    },
    [`Get${noun}Policy`]: { ...one, run: (call) => getPolicy(call, kind) },
    [`List${noun}Policies`]: {
      required: [`${noun}Name`],
      optional: PAGING,
      ...about,
      run: (call) => listPolicies(call, kind),
    },
    [`Delete${noun}Policy`]: { ...one, run: (call) => deletePolicy(call, kind) },
  };
}

function putPolicy(call: IamCall, kind: HolderKind): undefined {
  const { inline } = call.holder(kind);
  const { name } = call.newName("PolicyName", 128);
  const document = identityDocument(call.need("PolicyDocument"), name);
  const others = [...inline].filter(([each]) => each !== name).map(([, each]) => each);
  const characters = [...others, document].reduce((sum, each) => sum + sizeOf(each), 0);
  if (characters > MOST_CHARACTERS[kind])
    throw limitExceeded(
      `Maximum policy size of ${MOST_CHARACTERS[kind]} bytes exceeded for ${kind} ${call.need(`${NOUNS[kind]}Name`)}`,
    );
  inline.set(name, document);
}

function getPolicy(call: IamCall, kind: HolderKind) {
  const holder = call.holder(kind);
  const name = call.need("PolicyName");
  const document = holder.inline.get(name);
  if (document === undefined) throw noSuchPolicy(kind, name);
  return {
    [`${NOUNS[kind]}Name`]: holder.name,
    PolicyName: name,
    PolicyDocument: encodeRfc3986(document.text),
  };
}

function listPolicies(call: IamCall, kind: HolderKind) {
  const { items, fields } = pageOf(call, [...call.holder(kind).inline.keys()], (name) => name);
  return { PolicyNames: { member: items }, ...fields };
}

function deletePolicy(call: IamCall, kind: HolderKind): undefined {
  const name = call.need("PolicyName");
  if (!call.holder(kind).inline.delete(name)) throw noSuchPolicy(kind, name);
}

function noSuchPolicy(kind: HolderKind, name: string) {
  return noSuchEntity(`The ${kind} policy with name ${name} cannot be found.`);
}
