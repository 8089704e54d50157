/** Who the embedded cloud's one account is. */
export interface CloudIdentity {
  readonly region: string;
  /** Twelve digits. */
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}
