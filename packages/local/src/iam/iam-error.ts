/** What IAM answers when it does not do something. */
export class IamError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = "IamError";
    this.status = status;
    this.code = code;
  }
}

export function noSuchEntity(message: string): IamError {
  return new IamError(404, "NoSuchEntity", message);
}

export function alreadyExists(message: string): IamError {
  return new IamError(409, "EntityAlreadyExists", message);
}

export function deleteConflict(message: string): IamError {
  return new IamError(409, "DeleteConflict", message);
}

export function limitExceeded(message: string): IamError {
  return new IamError(409, "LimitExceeded", message);
}

export function invalidInput(message: string): IamError {
  return new IamError(400, "InvalidInput", message);
}

export function validationError(message: string): IamError {
  return new IamError(400, "ValidationError", message);
}

export function malformedPolicy(message: string): IamError {
  return new IamError(400, "MalformedPolicyDocument", message);
}

export function notImplemented(what: string): IamError {
  return new IamError(
    501,
    "NotImplemented",
    `The embedded cloud's IAM does not implement ${what.slice(0, 100)}. See docs/local.md.`,
  );
}
