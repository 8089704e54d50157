/** The account that fauxqs puts into every ARN, and so the account of the whole cloud. */
export const MESSAGING_ACCOUNT_ID = "000000000000";
