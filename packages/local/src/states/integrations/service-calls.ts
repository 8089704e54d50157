import { randomUUID } from "node:crypto";
import type { JsonValue } from "@cloudapi/core";
import type { JsonObject } from "@cloudapi/orchestration";
import type { Access, Authority } from "../../access/authority.ts";
import type { Caller } from "../../access/caller.ts";
import type { Principals } from "../../access/principals.ts";
import type { LocalCredentials } from "../../client-config.ts";
import type { CloudIdentity } from "../../cloud-identity.ts";
import type {
  ServiceEndpoint,
  ServiceRequest,
  ServiceResponse,
} from "../../http/service-endpoint.ts";
import { StateError } from "../engine/state-error.ts";
import { textOf } from "../engine/text-of.ts";

/** What service calls of executions are made with. */
export interface ServiceSurroundings {
  readonly identity: CloudIdentity;
  readonly principals: Principals;
  readonly authority: Authority | undefined;
  readonly endpoint: (name: string) => Promise<ServiceEndpoint | undefined>;
  /** The address of the cloud, for what goes over the wire. */
  readonly address: () => string;
}

/** As whom an execution calls. */
export interface Actor {
  readonly caller: Caller;
  readonly credentials: LocalCredentials;
}

/** One call of another service of the cloud. */
export interface ServiceCall {
  readonly actor: Actor;
  /** Its signing name. */
  readonly service: string;
  /** How errors begin: `Athena` of `Athena.InvalidRequestException`. */
  readonly prefix: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

const HOUR_MS = 3_600_000;

/** Calls other services of the cloud as the role of a machine. */
export class ServiceCalls {
  readonly #around: ServiceSurroundings;
  readonly #actors = new Map<string, Actor & { readonly until: number }>();

  constructor(around: ServiceSurroundings) {
    this.#around = around;
  }

  get address(): string {
    return this.#around.address();
  }

  get identity(): CloudIdentity {
    return this.#around.identity;
  }

  /** A session of the role, or the cloud's own key for a role that it doesn't have. */
  actor(roleArn: string): Actor {
    const { identity, principals } = this.#around;
    const known = this.#actors.get(roleArn);
    if (known !== undefined && known.until > Date.now()) return known;
    const role = principals.role(roleArn);
    const key =
      role === undefined
        ? { accessKeyId: identity.accessKeyId, secretAccessKey: identity.secretAccessKey }
        : principals.openSession({
            role,
            sessionName: "states",
            policies: undefined,
            durationMs: HOUR_MS,
          });
    const { accessKeyId, secretAccessKey } = key;
    const caller = principals.credential(accessKeyId)?.caller;
    if (caller === undefined)
      throw new StateError("States.Runtime", `There is no role ${roleArn}.`);
    const credentials = {
      accessKeyId,
      secretAccessKey,
      ...("sessionToken" in key ? { sessionToken: key.sessionToken } : {}),
    };
    const actor = { caller, credentials, until: Date.now() + HOUR_MS / 2 };
    this.#actors.set(roleArn, actor);
    return actor;
  }

  /** @throws {StateError} `Lambda.AccessDeniedException` and the like, in the words of AWS, where policies are enforced */
  authorize(actor: Actor, prefix: string, operation: string, accesses: readonly Access[]): void {
    const facts = {
      service: prefix.toLowerCase(),
      operation,
      requestId: randomUUID(),
      sourceIp: undefined,
      userAgent: undefined,
    };
    const refusal = this.#around.authority?.refusal(actor.caller, facts, accesses);
    if (refusal !== undefined) throw new StateError(`${prefix}.AccessDeniedException`, refusal);
  }

  /** The answer of a service, whatever its status. */
  async call({
    actor,
    service,
    prefix,
    headers,
    body,
    signal,
  }: ServiceCall): Promise<ServiceResponse> {
    const endpoint = await this.#around.endpoint(service);
    if (endpoint === undefined)
      throw new StateError("States.Runtime", `The embedded cloud has no ${service}.`);
    const request: ServiceRequest = {
      service,
      method: "POST",
      path: "/",
      headers: new Map(Object.entries(headers)),
      body: Buffer.from(body),
      requestId: randomUUID(),
      caller: actor.caller,
      signal,
    };
    if (this.#around.authority !== undefined) {
      const { operation, accesses } = await endpoint.accessOf(request);
      this.authorize(actor, prefix, operation, accesses);
    }
    return endpoint.handle(request);
  }

  /** The answer of a service of AWS JSON; an error as states know it. */
  async callJson(
    call: Omit<ServiceCall, "headers" | "body">,
    target: string,
    input: JsonValue,
  ): Promise<JsonObject> {
    const headers = { "x-amz-target": target, "content-type": "application/x-amz-json-1.1" };
    const { status, body } = await this.call({ ...call, headers, body: JSON.stringify(input) });
    const text = Buffer.from(body).toString("utf8");
    const answer = JSON.parse(text === "" ? "{}" : text) as JsonObject;
    if (status < 300) return answer;
    const type =
      textOf(answer["__type"] ?? "")
        .split("#")
        .at(-1) ?? "";
    throw new StateError(
      errorName(call.prefix, type),
      textOf(answer["message"] ?? answer["Message"] ?? type),
    );
  }
}

/** The name of a service's error, as Step Functions spells it. */
function errorName(prefix: string, code: string): string {
  const bare = code === "" ? `${prefix}Exception` : code;
  return `${prefix}.${bare.endsWith("Exception") ? bare : `${bare}Exception`}`;
}
