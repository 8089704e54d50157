/** An error of the Data API, in the shape its clients read. */
export class DataApiError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.name = "DataApiError";
    this.type = type;
  }
}

export function invalid(message: string): DataApiError {
  return new DataApiError("ValidationException", message);
}
