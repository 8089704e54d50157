/** An error of Athena's API, in the shape its clients read. */
export class ApiError extends Error {
  readonly type: string;
  readonly code: string | undefined;
  readonly status: number;

  constructor(type: string, message: string, code?: string, status = 400) {
    super(message);
    this.name = "ApiError";
    this.type = type;
    this.code = code;
    this.status = status;
  }

  /** The JSON body; Athena repeats the code under two names. */
  get body(): Record<string, string> {
    const code =
      this.code === undefined ? {} : { AthenaErrorCode: this.code, ErrorCode: this.code };
    return {
      __type: this.type,
      ...code,
      ...(this.message === "" ? {} : { Message: this.message }),
    };
  }
}

export function invalidRequest(message: string, code = "INVALID_INPUT"): ApiError {
  return new ApiError("InvalidRequestException", message, code);
}
