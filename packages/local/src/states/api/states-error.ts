/** An error of the API of Step Functions. */
export class StatesApiError extends Error {
  readonly type: string;
  readonly status: number;

  constructor(type: string, message: string, status = 400) {
    super(message);
    this.name = "StatesApiError";
    this.type = type;
    this.status = status;
  }
}
