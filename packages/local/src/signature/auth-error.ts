/** Why a request's signature was not accepted; each protocol words it in its own shape. */
export class AuthError extends Error {
  readonly code: string;
  readonly status: number;
  /** More elements for the error document, such as the expected region. */
  readonly details: Readonly<Record<string, string>>;

  constructor(code: string, status: number, message: string, details: Record<string, string> = {}) {
    super(message);
    this.name = "AuthError";
    this.code = code;
    this.status = status;
    this.details = details;
  }
}
