import type { CloudIdentity } from "./cloud-identity.ts";
import type { ServiceEndpoint } from "./http/service-endpoint.ts";
import type { MessagingBackend } from "./messaging/messaging-backend.ts";
import type { PublishedMessage } from "./messaging/published-messages.ts";
import { createStsEndpoint } from "./sts-endpoint.ts";

/** The services beside S3; each is loaded when it is first called, so that starting stays quick. */
export interface ServiceRegistry {
  /** An endpoint by its signing name; `undefined` for a service this cloud does not have. */
  endpoint(name: string): Promise<ServiceEndpoint | undefined>;
  /** The store behind SNS and SQS. */
  messaging(): Promise<MessagingBackend>;
  close(): Promise<void>;
}

/** What the services need to know. */
export interface RegistryOptions {
  readonly identity: CloudIdentity;
  /** The address of the cloud, known once it listens. */
  readonly address: () => string;
  readonly onPublished: (message: PublishedMessage) => void;
}

/** Make the registry; nothing is loaded yet. */
export function createServiceRegistry(options: RegistryOptions): ServiceRegistry {
  const { identity, address, onPublished } = options;
  const messaging = once(async () => {
    const { openMessagingBackend } = await import("./messaging/messaging-backend.ts");
    return openMessagingBackend(identity, onPublished);
  });
  const loaders: Readonly<Record<string, Loader>> = {
    sqs: once(async () => {
      const { createSqsEndpoint } = await import("./messaging/sqs-endpoint.ts");
      return createSqsEndpoint(await messaging(), identity, address());
    }),
    sns: once(async () => {
      const { createSnsEndpoint } = await import("./messaging/sns-endpoint.ts");
      return createSnsEndpoint(await messaging());
    }),
    sts: once(async () => createStsEndpoint(identity)),
    athena: once(async () => {
      const { openAthenaEndpoint } = await import("./athena/open-athena-endpoint.ts");
      return openAthenaEndpoint(identity, address());
    }),
  };
  return {
    endpoint: async (name) => loaders[name]?.(),
    messaging,
    close: async () => {
      for (const loader of Object.values(loaders)) await closeLoaded(loader);
      await closeLoaded(messaging);
    },
  };
}

type Loader = Once<ServiceEndpoint>;

interface Once<T> {
  (): Promise<T>;
  /** What was loaded, if anything was. */
  loaded?: Promise<T>;
}

function once<T>(load: () => Promise<T>): Once<T> {
  const get: Once<T> = () => (get.loaded ??= load());
  return get;
}

/** What failed to load has nothing to close. */
async function closeLoaded({ loaded }: Once<{ close(): Promise<void> }>): Promise<void> {
  const service = await loaded?.catch(() => undefined);
  await service?.close();
}
