import { pathToFileURL } from "node:url";
import type { Document, PolicyPair } from "./policy-pairs.ts";

/** The parts of `@cloud-copilot/iam-simulate` that decide, without its checks of what an action may have. */
interface Engine {
  readonly authorize: (request: object) => { readonly result: string };
  readonly AwsRequestImpl: new (
    principal: string,
    resource: { resource: string; accountId: string },
    action: string,
    context: object,
  ) => object;
  readonly RequestContextImpl: new (variables: object) => object;
  readonly DiscoveryContextKeyConstraints: new (constraints: readonly never[]) => object;
  readonly loadPolicy: (document: object, metadata: { name: string }) => object;
}

const DECISIONS: Readonly<Record<string, string>> = {
  Allowed: "allow",
  ExplicitlyDenied: "explicitDeny",
  ImplicitlyDenied: "implicitDeny",
};

/** AWS attaches it to every level, and nobody can take it off. */
const ALLOWS_ALL: Document = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }],
};

/** What iam-simulate says of pairs; it is in the `node_modules` of a folder. It is licensed under the AGPL, so it is only asked. */
export async function askIamSimulate(
  folder: string,
  pairs: readonly PolicyPair[],
): Promise<string[]> {
  const engine = await loadEngine(folder);
  return pairs.map((pair) => DECISIONS[ask(engine, pair)] ?? "unknown");
}

async function loadEngine(folder: string): Promise<Engine> {
  const modules = await Promise.all(
    [
      "iam-simulate/dist/esm/core_engine/CoreSimulatorEngine.js",
      "iam-simulate/dist/esm/request/request.js",
      "iam-simulate/dist/esm/requestContext.js",
      "iam-simulate/dist/esm/context_keys/discoveryContextKeyConstraints.js",
      "iam-policy/dist/esm/index.js",
    ].map(
      (path) =>
        import(
          pathToFileURL(`${folder}/node_modules/@cloud-copilot/${path}`).href
        ) as Promise<object>,
    ),
  );
  return Object.assign({}, ...modules.map((module) => ({ ...module }))) as Engine;
}

function ask(engine: Engine, pair: PolicyPair): string {
  const { principal, action, resource, resourceAccount, context } = pair.request;
  const load = (document: Document, name: string) => engine.loadPolicy(document, { name });
  const { result } = engine.authorize({
    request: new engine.AwsRequestImpl(
      principal,
      { resource, accountId: resourceAccount },
      action,
      new engine.RequestContextImpl(context),
    ),
    identityPolicies: pair.identity.map((document, index) => load(document, `identity${index}`)),
    sessionPolicy: pair.session && load(pair.session, "session"),
    serviceControlPolicies: pair.organisation.map((document, index) => ({
      orgIdentifier: `level${index}`,
      policies: [load(document, `scp${index}`)],
    })),
    resourceControlPolicies: pair.resourceControl.map((document, index) => ({
      orgIdentifier: `level${index}`,
      policies: [load(ALLOWS_ALL, "RCPFullAWSAccess"), load(document, `rcp${index}`)],
    })),
    resourcePolicy: pair.resource && load(pair.resource, "resource"),
    permissionBoundaries: pair.boundary && [load(pair.boundary, "boundary")],
    vpcEndpointPolicies: undefined,
    simulationParameters: {
      simulationMode: "Strict",
      discoveryContextKeyConstraints: new engine.DiscoveryContextKeyConstraints([]),
    },
    serviceSettings: { s3: { blockPublicAccess: false } },
  });
  return result;
}
