/** Credentials that the cloud accepts and nobody else does. */
export interface LocalCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Only of a session. */
  readonly sessionToken?: string;
}

/** Ready for `new S3Client(config)`, and for the clients of the other services. */
export interface LocalClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: LocalCredentials;
  readonly forcePathStyle: true;
}
