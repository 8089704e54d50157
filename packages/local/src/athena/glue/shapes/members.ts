import { flag, integer, list, structure, text, texts, time, whatever } from "./shape.ts";

export const nameText = text({ min: 1, max: 255 });
const description = text({ max: 2048, holds: "lines" });
export const versionText = text({ min: 1, max: 255 });
const parameters = texts(text({ min: 1, max: 255 }), text({ max: 512_000, holds: "any" }));
export const partitionValues = list(text({ min: 1, max: 1024, holds: "any" }));
export const tags = texts(
  text({ min: 1, max: 128, holds: "any" }),
  text({ max: 256, holds: "any" }),
  { max: 50 },
);

/** What every operation may be given beside: whose catalog it is, and what its log is to say. */
export const COMMON = { CatalogId: nameText, AuditContext: whatever };

export const PAGING = {
  NextToken: text({ holds: "any" }),
  MaxResults: integer({ min: 1, max: 100 }),
};

const column = structure(
  "Column",
  { Name: nameText },
  {
    Type: text({ max: 131_072 }),
    Comment: text({ max: 255 }),
    Parameters: parameters,
  },
);

const storageDescriptor = structure(
  "StorageDescriptor",
  {},
  {
    Columns: list(column),
    Location: text({ max: 2056, holds: "lines" }),
    AdditionalLocations: list(text({ max: 2056, holds: "lines" })),
    InputFormat: text({ max: 128 }),
    OutputFormat: text({ max: 128 }),
    Compressed: flag,
    NumberOfBuckets: integer(),
    SerdeInfo: structure(
      "SerdeInfo",
      {},
      { Name: nameText, SerializationLibrary: nameText, Parameters: parameters },
    ),
    BucketColumns: list(nameText),
    SortColumns: list(
      structure("SortColumns", { Column: nameText, SortOrder: integer({ min: 0, max: 1 }) }, {}),
    ),
    Parameters: parameters,
    SkewedInfo: structure(
      "SkewedInfo",
      {},
      {
        SkewedColumnNames: list(nameText),
        SkewedColumnValues: list(text({ holds: "any" })),
        SkewedColumnValueLocationMaps: texts(text({ holds: "any" }), text({ holds: "any" })),
      },
    ),
    StoredAsSubDirectories: flag,
  },
);

export const tableInput = structure(
  "TableInput",
  { Name: nameText },
  {
    Description: description,
    Owner: nameText,
    LastAccessTime: time,
    LastAnalyzedTime: time,
    Retention: integer({ min: 0 }),
    StorageDescriptor: storageDescriptor,
    PartitionKeys: list(column),
    ViewOriginalText: text({ max: 409_600, holds: "any" }),
    ViewExpandedText: text({ max: 409_600, holds: "any" }),
    TableType: text({ max: 255 }),
    Parameters: parameters,
  },
);

export const partitionInput = structure(
  "PartitionInput",
  {},
  {
    Values: partitionValues,
    LastAccessTime: time,
    LastAnalyzedTime: time,
    StorageDescriptor: storageDescriptor,
    Parameters: parameters,
  },
);

export const databaseInput = structure(
  "DatabaseInput",
  { Name: nameText },
  {
    Description: description,
    LocationUri: text({ min: 1, max: 1024, holds: "lines" }),
    Parameters: parameters,
    CreateTableDefaultPermissions: whatever,
  },
);
