/** Texts by name. */
export type Texts = Readonly<Record<string, string>>;

/** A column as the Glue Data Catalog keeps it. */
export interface ColumnDefinition {
  readonly Name: string;
  readonly Type?: string;
  readonly Comment?: string;
  readonly Parameters?: Texts;
}

/** Where and how rows lie, as the Glue Data Catalog keeps it of a table or a partition. */
export interface StorageDefinition {
  readonly Columns?: readonly ColumnDefinition[];
  readonly Location?: string;
  readonly AdditionalLocations?: readonly string[];
  readonly InputFormat?: string;
  readonly OutputFormat?: string;
  readonly Compressed?: boolean;
  readonly NumberOfBuckets?: number;
  readonly SerdeInfo?: {
    readonly Name?: string;
    readonly SerializationLibrary?: string;
    readonly Parameters?: Texts;
  };
  readonly BucketColumns?: readonly string[];
  readonly SortColumns?: readonly { readonly Column: string; readonly SortOrder: number }[];
  readonly Parameters?: Texts;
  readonly SkewedInfo?: {
    readonly SkewedColumnNames?: readonly string[];
    readonly SkewedColumnValues?: readonly string[];
    readonly SkewedColumnValueLocationMaps?: Texts;
  };
  readonly StoredAsSubDirectories?: boolean;
}

/** A table or view in the words of a Glue TableInput: everything it was given, whether or not a query can read it. */
export interface TableDefinition {
  readonly Name: string;
  readonly Description?: string;
  readonly Owner?: string;
  /** Seconds since 1970, as all times here. */
  readonly LastAccessTime?: number;
  readonly LastAnalyzedTime?: number;
  readonly Retention?: number;
  readonly StorageDescriptor?: StorageDefinition;
  readonly PartitionKeys?: readonly ColumnDefinition[];
  readonly ViewOriginalText?: string;
  readonly ViewExpandedText?: string;
  readonly TableType?: string;
  readonly Parameters?: Texts;
}

/** A partition in the words of a Glue PartitionInput, without its values. */
export interface PartitionDefinition {
  readonly LastAccessTime?: number;
  readonly LastAnalyzedTime?: number;
  readonly StorageDescriptor?: StorageDefinition;
  readonly Parameters?: Texts;
}
