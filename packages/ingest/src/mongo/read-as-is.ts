/** Options of the driver's that keep every value's BSON type. */
export const READ_AS_IS = {
  promoteValues: false,
  promoteLongs: false,
  promoteBuffers: false,
  bsonRegExp: true,
  useBigInt64: false,
} as const;
