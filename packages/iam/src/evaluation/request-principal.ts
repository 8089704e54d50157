/** Who makes a request: the ARN of a user, of a role's session, of a role, of an account's root, or a service's name. */
export interface RequestPrincipal {
  /** `lambda.amazonaws.com` for a service, `*` for somebody who has not signed. */
  readonly arn: string;
  /** The role of a session, where it has a path: the session's own ARN leaves it out. */
  readonly roleArn?: string;
  /** `AIDA…` of a user, `AROA…:session` of a session; resource policies may name principals by it. */
  readonly id?: string;
}

export type PrincipalKind =
  | "user"
  | "role"
  | "session"
  | "federated"
  | "root"
  | "service"
  | "anonymous"
  | "unknown";

/** A principal taken apart. */
export interface KnownPrincipal {
  readonly kind: PrincipalKind;
  readonly arn: string;
  /** Empty for services and for who has not signed. */
  readonly account: string;
  readonly partition: string;
  /** The names by which a resource policy can mean it, itself and not its account. */
  readonly names: readonly string[];
  /** `arn:aws:iam::123456789012:role/name` of a role and its sessions. */
  readonly roleArn: string | undefined;
  readonly id: string | undefined;
}

const ARN =
  /^arn:(aws[a-z-]*):(iam|sts)::(\d{12}):(user|role|assumed-role|federated-user|root)(?:\/(.+))?$/;

/** Take a principal apart. */
export function readPrincipal(principal: RequestPrincipal): KnownPrincipal {
  const { arn, id } = principal;
  const [, partition = "aws", , account = "", form = "", name = ""] = ARN.exec(arn) ?? [];
  const kind = kindOf(arn, form);
  const roleArn =
    kind === "role"
      ? arn
      : kind === "session"
        ? (principal.roleArn ?? `arn:${partition}:iam::${account}:role/${name.split("/")[0]}`)
        : undefined;
  const names = [arn, ...(roleArn === undefined || kind === "role" ? [] : [roleArn])];
  return {
    kind,
    arn,
    account,
    partition,
    names: id === undefined ? names : [...names, id],
    roleArn,
    id,
  };
}

const FORMS: Readonly<Record<string, PrincipalKind>> = {
  user: "user",
  role: "role",
  "assumed-role": "session",
  "federated-user": "federated",
  root: "root",
};

function kindOf(arn: string, form: string): PrincipalKind {
  if (arn === "*") return "anonymous";
  if (/^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(arn)) return "service";
  return FORMS[form] ?? "unknown";
}
