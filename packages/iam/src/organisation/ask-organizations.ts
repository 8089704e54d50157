/** Why policies of an organisation can't be read. */
export class Unreadable extends Error {
  readonly permission: string | undefined;

  constructor(message: string, permission?: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "Unreadable";
    this.permission = permission;
  }
}

type Operation =
  | "DescribeOrganization"
  | "ListParents"
  | "ListPoliciesForTarget"
  | "DescribePolicy";

/** What says that there is nothing to read: no organisation, or a kind of policy that is not in use. */
const NONE = [
  "AWSOrganizationsNotInUseException",
  "PolicyTypeNotEnabledException",
  "PolicyTypeNotAvailableForOrganizationException",
];

/** Ask AWS Organizations; `undefined` where there is nothing. @throws {Unreadable} naming the right that the caller lacks, if that is it */
export async function askOrganizations<T>(
  { signal }: { readonly signal: AbortSignal | undefined },
  operation: Operation,
  send: (options: { abortSignal?: AbortSignal }) => Promise<T>,
): Promise<T | undefined> {
  signal?.throwIfAborted();
  try {
    return await send(signal === undefined ? {} : { abortSignal: signal });
  } catch (error) {
    signal?.throwIfAborted();
    const { name = "", message = String(error) } = error as Partial<Error>;
    if (NONE.includes(name)) return undefined;
    if (!name.startsWith("AccessDenied"))
      throw new Unreadable(`organizations:${operation} failed: ${message}`, undefined, error);
    const permission = `organizations:${operation}`;
    throw new Unreadable(
      `The caller may not read the organisation's policies: it lacks ${permission}, which AWS gives to the management account and to delegated administrators only. Read them with credentials of one of these.`,
      permission,
      error,
    );
  }
}
