/** What EventBridge answers to a request that is not right: the type of its error, and its message. */
export class BridgeError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.name = "BridgeError";
    this.type = type;
  }
}
