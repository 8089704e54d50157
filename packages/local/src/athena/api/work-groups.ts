import { invalidRequest } from "./api-error.ts";
import type { Input } from "./read-input.ts";
import {
  checkMembers,
  optionalBoolean,
  optionalInteger,
  optionalString,
  optionalStructure,
} from "./read-input.ts";

export interface WorkGroup {
  readonly name: string;
  readonly description: string | undefined;
  readonly enabled: boolean;
  readonly outputLocation: string | undefined;
  /** Whether its settings win over a request's. */
  readonly enforced: boolean;
  /** A query that would read more is cancelled. */
  readonly cutoffBytes: number | undefined;
  readonly publishMetrics: boolean;
  readonly requesterPays: boolean;
  readonly createdAt: Date;
}

const NAME = /^[a-zA-Z0-9._-]{1,128}$/;
const MIN_CUTOFF_BYTES = 10_000_000;
const REFUSED = [
  "AdditionalConfiguration",
  "ExecutionRole",
  "CustomerContentEncryptionConfiguration",
  "ManagedQueryResultsConfiguration",
  "IdentityCenterConfiguration",
  "QueryResultsS3AccessGrantsConfiguration",
  "MonitoringConfiguration",
  "EngineConfiguration",
];

/** The work groups of one embedded cloud; `primary` is always there. */
export class WorkGroups {
  readonly #groups = new Map<string, WorkGroup>();

  constructor(now: Date) {
    this.#groups.set("primary", {
      name: "primary",
      description: undefined,
      enabled: true,
      outputLocation: undefined,
      enforced: false,
      cutoffBytes: undefined,
      publishMetrics: false,
      requesterPays: false,
      createdAt: now,
    });
  }

  list(): WorkGroup[] {
    return [...this.#groups.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  get(name: string): WorkGroup {
    const group = this.#groups.get(name);
    if (group === undefined) throw invalidRequest("WorkGroup is not found.");
    return group;
  }

  create(name: string, input: Input, now: Date): void {
    if (!NAME.test(name))
      throw invalidRequest(
        `1 validation error detected: Value '${name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9._-]{1,128}`,
      );
    if (this.#groups.has(name)) throw invalidRequest("WorkGroup already exists");
    const configuration = optionalStructure(input, "Configuration") ?? {};
    const fresh: WorkGroup = {
      name,
      description: optionalString(input, "Description"),
      enabled: true,
      outputLocation: undefined,
      enforced: true,
      cutoffBytes: undefined,
      publishMetrics: true,
      requesterPays: false,
      createdAt: now,
    };
    this.#groups.set(name, configured(fresh, configuration));
  }

  update(name: string, input: Input): void {
    const group = this.get(name);
    const updates = optionalStructure(input, "ConfigurationUpdates") ?? {};
    const state = optionalString(input, "State");
    const results = optionalStructure(updates, "ResultConfigurationUpdates");
    const described = {
      ...group,
      description: optionalString(input, "Description") ?? group.description,
      enabled: state === undefined ? group.enabled : state === "ENABLED",
    };
    const changed = configured(described, { ...updates, ResultConfiguration: results });
    const withoutLocation =
      results !== undefined && optionalBoolean(results, "RemoveOutputLocation") === true;
    const withoutCutoff = optionalBoolean(updates, "RemoveBytesScannedCutoffPerQuery") === true;
    this.#groups.set(name, {
      ...changed,
      outputLocation: withoutLocation ? undefined : changed.outputLocation,
      cutoffBytes: withoutCutoff ? undefined : changed.cutoffBytes,
    });
  }

  remove(name: string): void {
    this.get(name);
    if (name === "primary") throw invalidRequest("The primary workgroup cannot be deleted");
    this.#groups.delete(name);
  }
}

function configured(group: WorkGroup, input: Input): WorkGroup {
  checkMembers(input, "Configuration.", REFUSED);
  const results = optionalStructure(input, "ResultConfiguration");
  checkMembers(results, "ResultConfiguration.", [
    "EncryptionConfiguration",
    "AclConfiguration",
    "ExpectedBucketOwner",
  ]);
  const outputLocation = results && optionalString(results, "OutputLocation");
  if (outputLocation !== undefined) checkOutputLocation(outputLocation);
  const cutoffBytes = optionalInteger(input, "BytesScannedCutoffPerQuery");
  if (cutoffBytes !== undefined && cutoffBytes < MIN_CUTOFF_BYTES) {
    throw invalidRequest(
      `1 validation error detected: Value '${cutoffBytes}' at 'configuration.bytesScannedCutoffPerQuery' failed to satisfy constraint: Member must have value greater than or equal to ${MIN_CUTOFF_BYTES}`,
    );
  }
  return {
    ...group,
    outputLocation: outputLocation ?? group.outputLocation,
    enforced: optionalBoolean(input, "EnforceWorkGroupConfiguration") ?? group.enforced,
    cutoffBytes: cutoffBytes ?? group.cutoffBytes,
    publishMetrics:
      optionalBoolean(input, "PublishCloudWatchMetricsEnabled") ?? group.publishMetrics,
    requesterPays: optionalBoolean(input, "RequesterPaysEnabled") ?? group.requesterPays,
  };
}

/** `s3://bucket`, `s3://bucket/prefix` or `s3://bucket/prefix/`. */
export function checkOutputLocation(location: string): void {
  if (!/^s3:\/\/[^/]+(\/.*)?$/.test(location))
    throw invalidRequest("outputLocation is not a valid S3 path.");
}

export const ENGINE_VERSION = {
  SelectedEngineVersion: "AUTO",
  EffectiveEngineVersion: "Athena engine version 3",
};

export function describeWorkGroup(group: WorkGroup): Record<string, unknown> {
  return {
    Name: group.name,
    State: group.enabled ? "ENABLED" : "DISABLED",
    CreationTime: group.createdAt.getTime() / 1000,
    ...(group.description === undefined || group.description === ""
      ? {}
      : { Description: group.description }),
    Configuration: {
      ResultConfiguration:
        group.outputLocation === undefined ? {} : { OutputLocation: group.outputLocation },
      EnforceWorkGroupConfiguration: group.enforced,
      PublishCloudWatchMetricsEnabled: group.publishMetrics,
      RequesterPaysEnabled: group.requesterPays,
      EnableMinimumEncryptionConfiguration: false,
      EngineVersion: ENGINE_VERSION,
      ...(group.cutoffBytes === undefined ? {} : { BytesScannedCutoffPerQuery: group.cutoffBytes }),
    },
  };
}

export function summarizeWorkGroup(group: WorkGroup): Record<string, unknown> {
  return {
    Name: group.name,
    State: group.enabled ? "ENABLED" : "DISABLED",
    Description: group.description ?? "",
    CreationTime: group.createdAt.getTime() / 1000,
    EngineVersion: ENGINE_VERSION,
  };
}
