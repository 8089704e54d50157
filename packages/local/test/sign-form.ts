import { createHmac } from "node:crypto";
import type { LocalCloud } from "../src/index.ts";

/** A condition of a form's policy. */
export type Condition = readonly (string | number)[] | Readonly<Record<string, string>>;

export interface FormToSign {
  readonly conditions: readonly Condition[];
  readonly expiration?: string;
  /** What stands in place of the policy's JSON. */
  readonly policy?: string;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly region?: string;
}

/** The fields that sign a form, with an implementation of its own. */
export function signForm(cloud: LocalCloud, form: FormToSign): Record<string, string> {
  const stamp = new Date().toISOString().replaceAll(/[-:]|\.\d{3}/g, "");
  const scope = `${stamp.slice(0, 8)}/${form.region ?? cloud.region}/s3/aws4_request`;
  const credential = `${form.accessKeyId ?? cloud.credentials.accessKeyId}/${scope}`;
  const own = {
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": credential,
    "X-Amz-Date": stamp,
  };
  const document = {
    expiration: form.expiration ?? new Date(Date.now() + 60_000).toISOString(),
    conditions: [...form.conditions, ...Object.entries(own).map(([k, v]) => ({ [k]: v }))],
  };
  const Policy = Buffer.from(form.policy ?? JSON.stringify(document)).toString("base64");
  const secret = form.secretAccessKey ?? cloud.credentials.secretAccessKey;
  const key = scope
    .split("/")
    .reduce<Buffer>(
      (before, part) => createHmac("sha256", before).update(part).digest(),
      Buffer.from(`AWS4${secret}`),
    );
  return {
    ...own,
    Policy,
    "X-Amz-Signature": createHmac("sha256", key).update(Policy).digest("hex"),
  };
}
