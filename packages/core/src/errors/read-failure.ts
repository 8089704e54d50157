/** What is known of a request that failed. */
export interface RequestFailure {
  /** The error's code in the service's protocol, such as `NoSuchKey`; empty when the answer had none. */
  readonly name: string;
  /** The server's words; empty when it had none. */
  readonly message: string;
  /** `undefined` when no answer came. */
  readonly httpStatus: number | undefined;
  /** The server's id of the request. */
  readonly requestId: string | undefined;
  /** How often the request was sent. */
  readonly attempts: number;
  /** The operating system's code, such as `ECONNRESET`, under whatever name the client gave the error. */
  readonly systemCode: string | undefined;
  /** The connection could not be made, broke or timed out: no answer came. */
  readonly isNetwork: boolean;
  /** The server asks for fewer requests. */
  readonly isThrottling: boolean;
}

/** The parts of an AWS SDK error, or of one of Node's network errors, that tell what happened. */
interface SdkError {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly $metadata?: { httpStatusCode?: number; requestId?: string; attempts?: number };
  readonly $retryable?: { throttling?: boolean };
}

/** How clients and proxies name an error that came without a code: it says nothing. */
const NAMELESS = /^(?:Error|Unknown|UnknownError|\d*)$/;
const THROTTLING =
  /^(?:(?:Request)?Thrott\w+|TooManyRequests\w*|RequestLimitExceeded|SlowDown|BandwidthLimitExceeded)$/;
const NETWORK = /^(?:TimeoutError|NetworkingError)$/;

/** Read what an AWS client threw, whichever service it is of. */
export function readFailure(error: unknown): RequestFailure {
  const { name, message, code, $metadata = {}, $retryable } = Object(error) as SdkError;
  const systemCode = typeof code === "string" ? code : undefined;
  const named = [name, systemCode].find((text) => typeof text === "string" && !NAMELESS.test(text));
  const known = (named ?? "") as string;
  const words = typeof message === "string" ? message : typeof error === "string" ? error : "";
  const { httpStatusCode: httpStatus, requestId, attempts = 1 } = $metadata;
  return {
    name: known,
    message: NAMELESS.test(words) ? "" : words,
    httpStatus,
    requestId,
    attempts,
    systemCode,
    isNetwork: httpStatus === undefined && (systemCode !== undefined || NETWORK.test(known)),
    isThrottling: THROTTLING.test(known) || httpStatus === 429 || $retryable?.throttling === true,
  };
}
