import { CHECKSUM_ALGORITHMS, checksumHeader } from "./checksum/checksum.ts";
import { CUSTOMER_KEY_HEADERS } from "./encryption/customer-key.ts";
import { COPY_SOURCE_HEADERS } from "./objects/copy-source.ts";
import { DESCRIPTION_HEADERS } from "./objects/object-headers.ts";
import type { Operation } from "./operation.ts";
import { abortMultipartUpload } from "./operations/abort-multipart-upload.ts";
import { deleteBucketCors, getBucketCors, putBucketCors } from "./operations/bucket-cors.ts";
import {
  deleteBucketEncryption,
  getBucketEncryption,
  putBucketEncryption,
} from "./operations/bucket-encryption.ts";
import {
  deleteBucketLifecycle,
  getBucketLifecycle,
  MINIMUM_SIZE_HEADER,
  putBucketLifecycle,
} from "./operations/bucket-lifecycle.ts";
import {
  getBucketNotifications,
  putBucketNotifications,
} from "./operations/bucket-notifications.ts";
import {
  deleteBucketPolicy,
  getBucketPolicy,
  getBucketPolicyStatus,
  putBucketPolicy,
} from "./operations/bucket-policy.ts";
import {
  deleteBucketOwnershipControls,
  deleteBucketTagging,
  deletePublicAccessBlock,
  getBucketOwnershipControls,
  getBucketTagging,
  getBucketVersioning,
  getPublicAccessBlock,
  putBucketOwnershipControls,
  putBucketTagging,
  putBucketVersioning,
  putPublicAccessBlock,
} from "./operations/bucket-settings.ts";
import {
  createBucket,
  deleteBucket,
  getBucketLocation,
  headBucket,
  listBuckets,
} from "./operations/buckets.ts";
import { completeMultipartUpload } from "./operations/complete-multipart-upload.ts";
import { copyObject } from "./operations/copy-object.ts";
import { createMultipartUpload } from "./operations/create-multipart-upload.ts";
import { deleteObject } from "./operations/delete-object.ts";
import { deleteObjects } from "./operations/delete-objects.ts";
import { getObject, READ_QUERY } from "./operations/get-object.ts";
import { getObjectAttributes } from "./operations/get-object-attributes.ts";
import { listMultipartUploads } from "./operations/list-multipart-uploads.ts";
import { listObjectVersions } from "./operations/list-object-versions.ts";
import { listObjectsV1, listObjectsV2 } from "./operations/list-objects.ts";
import { listParts } from "./operations/list-parts.ts";
import {
  deleteObjectTagging,
  getObjectTagging,
  putObjectTagging,
} from "./operations/object-tagging.ts";
import { putObject } from "./operations/put-object.ts";
import { uploadPart } from "./operations/upload-part.ts";
import { uploadPartCopy } from "./operations/upload-part-copy.ts";

const CHECKSUM_HEADERS = CHECKSUM_ALGORITHMS.map(checksumHeader);
const BODY_HEADERS = [...CHECKSUM_HEADERS, "x-amz-trailer", "x-amz-decoded-content-length"];
/** It lifts a lock, and there are no locks here. */
const BYPASS_GOVERNANCE = "x-amz-bypass-governance-retention";
const LIST_QUERY = ["prefix", "delimiter", "max-keys", "encoding-type"];

/** Everything the embedded S3 does; the first operation that a request matches is the one. */
export const OPERATIONS: readonly Operation[] = [
  operation("ListBuckets", "GET", "service", [], listBuckets, {
    query: ["max-buckets", "prefix", "continuation-token", "bucket-region"],
  }),

  operation("GetBucketLocation", "GET", "bucket", ["location"], getBucketLocation),
  operation("PutBucketVersioning", "PUT", "bucket", ["versioning"], putBucketVersioning, {
    headers: BODY_HEADERS,
  }),
  operation("GetBucketVersioning", "GET", "bucket", ["versioning"], getBucketVersioning),
  operation("PutBucketEncryption", "PUT", "bucket", ["encryption"], putBucketEncryption, {
    headers: BODY_HEADERS,
  }),
  operation("GetBucketEncryption", "GET", "bucket", ["encryption"], getBucketEncryption),
  operation("DeleteBucketEncryption", "DELETE", "bucket", ["encryption"], deleteBucketEncryption),
  operation("PutPublicAccessBlock", "PUT", "bucket", ["publicAccessBlock"], putPublicAccessBlock, {
    headers: BODY_HEADERS,
  }),
  operation("GetPublicAccessBlock", "GET", "bucket", ["publicAccessBlock"], getPublicAccessBlock),
  operation(
    "DeletePublicAccessBlock",
    "DELETE",
    "bucket",
    ["publicAccessBlock"],
    deletePublicAccessBlock,
  ),
  operation(
    "PutBucketOwnershipControls",
    "PUT",
    "bucket",
    ["ownershipControls"],
    putBucketOwnershipControls,
    { headers: BODY_HEADERS },
  ),
  operation(
    "GetBucketOwnershipControls",
    "GET",
    "bucket",
    ["ownershipControls"],
    getBucketOwnershipControls,
  ),
  operation(
    "DeleteBucketOwnershipControls",
    "DELETE",
    "bucket",
    ["ownershipControls"],
    deleteBucketOwnershipControls,
  ),
  operation("PutBucketTagging", "PUT", "bucket", ["tagging"], putBucketTagging, {
    headers: BODY_HEADERS,
  }),
  operation("GetBucketTagging", "GET", "bucket", ["tagging"], getBucketTagging),
  operation("DeleteBucketTagging", "DELETE", "bucket", ["tagging"], deleteBucketTagging),
  operation("PutBucketCors", "PUT", "bucket", ["cors"], putBucketCors, { headers: BODY_HEADERS }),
  operation("GetBucketCors", "GET", "bucket", ["cors"], getBucketCors),
  operation("DeleteBucketCors", "DELETE", "bucket", ["cors"], deleteBucketCors),
  operation("PutBucketLifecycleConfiguration", "PUT", "bucket", ["lifecycle"], putBucketLifecycle, {
    headers: [...BODY_HEADERS, MINIMUM_SIZE_HEADER],
  }),
  operation("GetBucketLifecycleConfiguration", "GET", "bucket", ["lifecycle"], getBucketLifecycle),
  operation("DeleteBucketLifecycle", "DELETE", "bucket", ["lifecycle"], deleteBucketLifecycle),
  operation("PutBucketPolicy", "PUT", "bucket", ["policy"], putBucketPolicy, {
    headers: [...BODY_HEADERS, "x-amz-confirm-remove-self-bucket-access"],
  }),
  operation("GetBucketPolicy", "GET", "bucket", ["policy"], getBucketPolicy),
  operation("DeleteBucketPolicy", "DELETE", "bucket", ["policy"], deleteBucketPolicy),
  operation("GetBucketPolicyStatus", "GET", "bucket", ["policyStatus"], getBucketPolicyStatus),
  operation(
    "PutBucketNotificationConfiguration",
    "PUT",
    "bucket",
    ["notification"],
    putBucketNotifications,
    {
      headers: [...BODY_HEADERS, "x-amz-skip-destination-validation"],
    },
  ),
  operation(
    "GetBucketNotificationConfiguration",
    "GET",
    "bucket",
    ["notification"],
    getBucketNotifications,
  ),
  operation("ListObjectsV2", "GET", "bucket", ["list-type=2"], listObjectsV2, {
    query: [...LIST_QUERY, "continuation-token", "start-after", "fetch-owner"],
    // Asks for RestoreStatus, which an object has once it was restored from an archive.
    headers: ["x-amz-optional-object-attributes"],
  }),
  operation("ListObjectVersions", "GET", "bucket", ["versions"], listObjectVersions, {
    query: [...LIST_QUERY, "key-marker", "version-id-marker"],
  }),
  operation("ListMultipartUploads", "GET", "bucket", ["uploads"], listMultipartUploads, {
    query: [
      "prefix",
      "delimiter",
      "max-uploads",
      "encoding-type",
      "key-marker",
      "upload-id-marker",
    ],
  }),
  operation("ListObjects", "GET", "bucket", [], listObjectsV1, {
    query: [...LIST_QUERY, "marker"],
  }),
  operation("CreateBucket", "PUT", "bucket", [], createBucket, {
    headers: [
      ...BODY_HEADERS,
      "x-amz-acl",
      "x-amz-object-ownership",
      "x-amz-bucket-object-lock-enabled",
    ],
  }),
  operation("HeadBucket", "HEAD", "bucket", [], headBucket),
  operation("DeleteBucket", "DELETE", "bucket", [], deleteBucket),
  operation("DeleteObjects", "POST", "bucket", ["delete"], deleteObjects, {
    headers: [...BODY_HEADERS, BYPASS_GOVERNANCE],
  }),

  operation("PutObjectTagging", "PUT", "object", ["tagging"], putObjectTagging, {
    query: ["versionId"],
    headers: BODY_HEADERS,
  }),
  operation("GetObjectTagging", "GET", "object", ["tagging"], getObjectTagging, {
    query: ["versionId"],
  }),
  operation("DeleteObjectTagging", "DELETE", "object", ["tagging"], deleteObjectTagging, {
    query: ["versionId"],
  }),
  operation("GetObjectAttributes", "GET", "object", ["attributes"], getObjectAttributes, {
    query: ["versionId"],
    headers: [
      "x-amz-object-attributes",
      "x-amz-max-parts",
      "x-amz-part-number-marker",
      ...CUSTOMER_KEY_HEADERS,
    ],
  }),
  operation("CreateMultipartUpload", "POST", "object", ["uploads"], createMultipartUpload, {
    headers: [...DESCRIPTION_HEADERS, "x-amz-checksum-algorithm", "x-amz-checksum-type"],
  }),
  operation("UploadPartCopy", "PUT", "object", ["uploadId", "partNumber"], uploadPartCopy, {
    markHeader: "x-amz-copy-source",
    headers: [...COPY_SOURCE_HEADERS, "x-amz-copy-source-range", ...CUSTOMER_KEY_HEADERS],
  }),
  operation("UploadPart", "PUT", "object", ["uploadId", "partNumber"], uploadPart, {
    headers: [...BODY_HEADERS, ...CUSTOMER_KEY_HEADERS],
  }),
  operation("CompleteMultipartUpload", "POST", "object", ["uploadId"], completeMultipartUpload, {
    headers: [
      ...BODY_HEADERS,
      "x-amz-checksum-type",
      "x-amz-mp-object-size",
      ...CUSTOMER_KEY_HEADERS,
    ],
  }),
  operation("AbortMultipartUpload", "DELETE", "object", ["uploadId"], abortMultipartUpload),
  operation("ListParts", "GET", "object", ["uploadId"], listParts, {
    query: ["max-parts", "part-number-marker"],
  }),
  operation("CopyObject", "PUT", "object", [], copyObject, {
    markHeader: "x-amz-copy-source",
    headers: [
      ...COPY_SOURCE_HEADERS,
      ...DESCRIPTION_HEADERS,
      "x-amz-metadata-directive",
      "x-amz-tagging-directive",
      "x-amz-checksum-algorithm",
    ],
  }),
  operation("PutObject", "PUT", "object", [], putObject, {
    headers: [...BODY_HEADERS, ...DESCRIPTION_HEADERS],
  }),
  operation("GetObject", "GET", "object", [], getObject, {
    query: READ_QUERY,
    headers: ["x-amz-checksum-mode", ...CHECKSUM_HEADERS, ...CUSTOMER_KEY_HEADERS],
  }),
  operation("HeadObject", "HEAD", "object", [], getObject, {
    query: READ_QUERY,
    headers: ["x-amz-checksum-mode", ...CHECKSUM_HEADERS, ...CUSTOMER_KEY_HEADERS],
  }),
  operation("DeleteObject", "DELETE", "object", [], deleteObject, {
    query: ["versionId"],
    headers: [BYPASS_GOVERNANCE],
  }),
];

function operation(
  name: string,
  method: Operation["method"],
  target: Operation["target"],
  marks: readonly string[],
  run: Operation["run"],
  more: Partial<Pick<Operation, "query" | "headers" | "markHeader">> = {},
): Operation {
  return { name, method, target, marks, run, query: [], headers: [], ...more };
}
