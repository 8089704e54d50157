import { ApiError } from "../api/api-error.ts";

/** What an item of a batch that was not done is answered with. */
interface ErrorDetail {
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

export function notFound(what: string): ApiError {
  return new ApiError("EntityNotFoundException", `${what} not found.`);
}

export function alreadyExists(what: string): ApiError {
  return new ApiError("AlreadyExistsException", `${what} already exists.`);
}

export function invalidInput(message: string): ApiError {
  return new ApiError("InvalidInputException", message);
}

/** Do something for each item of a batch; what Glue says of those for which it can't be done, by what tells them apart. */
export function failuresOf<T, K extends object>(
  items: readonly T[],
  run: (item: T) => void,
  keyOf: (item: T) => K,
): (K & { readonly ErrorDetail: ErrorDetail })[] {
  return items.flatMap((item) => {
    const detail = attempt(() => run(item));
    return detail === undefined ? [] : [{ ...keyOf(item), ErrorDetail: detail }];
  });
}

function attempt(run: () => void): ErrorDetail | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { ErrorCode: error.type, ErrorMessage: error.message };
  }
}
