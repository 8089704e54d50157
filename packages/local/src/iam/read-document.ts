import type { KeptDocument } from "../access/directory/kept.ts";
import { keptDocument } from "../access/directory/kept-document.ts";
import type { IamCall } from "./iam-call.ts";
import { limitExceeded, malformedPolicy } from "./iam-error.ts";

const MAX_TRUST_CHARACTERS = 2048;
const MAX_MANAGED_CHARACTERS = 6144;

/** Read the policy of an identity: it says of no principal whom it is about. */
export function identityDocument(text: string, name: string): KeptDocument {
  const document = read(text, name);
  const { statements } = document.policy;
  if (statements.some(({ principal }) => principal !== undefined))
    throw malformedPolicy("Policy document should not specify a principal.");
  if (statements.some(({ resource }) => resource === undefined))
    throw malformedPolicy("Policy statement must contain resources.");
  return document;
}

/** Read a managed policy, which has a bound of its own. */
export function managedDocument(text: string, name: string): KeptDocument {
  const document = identityDocument(text, name);
  const size = sizeOf(document);
  if (size <= MAX_MANAGED_CHARACTERS) return document;
  throw limitExceeded(`Cannot exceed quota for PolicySize: ${MAX_MANAGED_CHARACTERS}`);
}

/** Read who may assume a role: it says of no resource what it is about, and users and roles that it names are there. */
export function trustDocument(call: IamCall, text: string): KeptDocument {
  const document = read(text, "trust");
  const { statements } = document.policy;
  if (statements.some(({ resource }) => resource !== undefined))
    throw malformedPolicy("Has prohibited field Resource");
  for (const { principal } of statements) {
    if (principal === undefined) throw malformedPolicy("Missing required field Principal");
    const stranger = principal.aws.find((arn) => isMissing(call, arn));
    if (stranger !== undefined)
      throw malformedPolicy(`Invalid principal in policy: "AWS":"${stranger.slice(0, 200)}"`);
  }
  if (sizeOf(document) <= MAX_TRUST_CHARACTERS) return document;
  throw limitExceeded(`Cannot exceed quota for ACLSizePerRole: ${MAX_TRUST_CHARACTERS}`);
}

/** How many characters of a document count: white space doesn't. */
export function sizeOf({ text }: KeptDocument): number {
  return text.replaceAll(/\s/g, "").length;
}

function read(text: string, name: string): KeptDocument {
  const { document, fault } = keptDocument(text, name);
  if (document !== undefined) return document;
  throw malformedPolicy(fault);
}

/** Whether an ARN names a user or role of the account that is not there. */
function isMissing({ directory }: IamCall, arn: string): boolean {
  const isOwn = new RegExp(`^arn:aws:iam::${directory.accountId}:(?:user|role)/`).test(arn);
  return isOwn && directory.holder(arn) === undefined;
}
