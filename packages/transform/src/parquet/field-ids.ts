/** The id of a field, and of those inside it: a struct's in its order, the element of a list, the key and the value of a map. */
export interface FieldIds {
  readonly id: number;
  readonly inside?: readonly FieldIds[];
}
