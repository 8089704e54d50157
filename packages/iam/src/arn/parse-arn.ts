/** The parts of an ARN; region and account are empty where the service leaves them out. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

const ARN =
  /^arn:(?<partition>aws(?:-[a-z]+)*):(?<service>[a-z0-9-]+):(?<region>[a-z0-9-]*):(?<account>\d{12}|aws|):(?<resource>[^\s*?$]+)$/;

/** The parts of an ARN that names one thing; `undefined` for other text, also for ARNs with wildcards or variables. */
export function parseArn(text: unknown): Arn | undefined {
  if (typeof text !== "string") return undefined;
  return ARN.exec(text)?.groups as Arn | undefined;
}
