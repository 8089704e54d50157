import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { useCloud } from "./use-cloud.ts";

/** pyarrow is built on the AWS SDK for C++, boto3 is the SDK for Python: neither is made like the one of JavaScript. */
const PYARROW = `
import os, pyarrow as pa, pyarrow.parquet as pq, pyarrow.dataset as ds
from pyarrow.fs import FileSelector, S3FileSystem
fs = S3FileSystem(endpoint_override=os.environ["AWS_ENDPOINT_URL_S3"], region="us-east-1", allow_bucket_creation=True,
  access_key=os.environ["AWS_ACCESS_KEY_ID"], secret_key=os.environ["AWS_SECRET_ACCESS_KEY"])
fs.create_dir("of-pyarrow")
table = pa.table({"n": list(range(1000)), "part": ["ä b", "c+d"] * 500})
pq.write_table(table, "of-pyarrow/whole/a b.parquet", filesystem=fs)
print(pq.read_table("of-pyarrow/whole/a b.parquet", filesystem=fs) == table)
ds.write_dataset(table, "of-pyarrow/parts", filesystem=fs, format="parquet", partitioning=["part"])
print(ds.dataset("of-pyarrow/parts", filesystem=fs, partitioning=["part"]).count_rows())
with fs.open_output_stream("of-pyarrow/large") as out:
  for _ in range(3): out.write(bytes(6 << 20))
fs.move("of-pyarrow/large", "of-pyarrow/moved")
print(fs.get_file_info("of-pyarrow/moved").size, fs.get_file_info("of-pyarrow/large").type.name)
fs.delete_dir("of-pyarrow/parts")
print(sorted(info.path for info in fs.get_file_info(FileSelector("of-pyarrow", recursive=True)) if info.is_file))
`;

const BOTO3 = `
import boto3, io, os
from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError
s3 = boto3.client("s3", config=boto3.session.Config(signature_version="s3v4"))
s3.create_bucket(Bucket="of-boto3")
body = os.urandom((11 << 20) + 7)
s3.upload_fileobj(io.BytesIO(body), "of-boto3", "ä b+%/x", Config=TransferConfig(multipart_threshold=5 << 20, multipart_chunksize=5 << 20))
back = io.BytesIO()
s3.download_fileobj("of-boto3", "ä b+%/x", back)
print(back.getvalue() == body)
for i in range(7): s3.put_object(Bucket="of-boto3", Key=f"n/{i}", Body=b"x")
pages = list(s3.get_paginator("list_objects_v2").paginate(Bucket="of-boto3", PaginationConfig={"PageSize": 3}))
print(len(pages), [entry["Key"] for page in pages for entry in page["Contents"]])
try: s3.put_object(Bucket="of-boto3", Key="n/1", Body=b"y", IfNoneMatch="*")
except ClientError as error: print(error.response["Error"]["Code"])
try: s3.put_object(Bucket="of-boto3", Key="n/1", Body=b"y", ChecksumSHA256="A" * 43 + "=")
except ClientError as error: print(error.response["Error"]["Code"])
print(len(s3.delete_objects(Bucket="of-boto3", Delete={"Objects": [{"Key": f"n/{i}"} for i in range(7)]})["Deleted"]))
`;

const BOTO3_SETTINGS = `
import boto3, os, urllib.request, uuid
from botocore.exceptions import ClientError
s3 = boto3.client("s3", config=boto3.session.Config(signature_version="s3v4"))
bucket = "settings-of-boto3"
s3.create_bucket(Bucket=bucket)
def post(fields, url, body):
  boundary = uuid.uuid4().hex
  parts = [f'--{boundary}\\r\\nContent-Disposition: form-data; name="{k}"\\r\\n\\r\\n{v}\\r\\n' for k, v in fields.items()]
  parts.append(f'--{boundary}\\r\\nContent-Disposition: form-data; name="file"; filename="x.csv"\\r\\n\\r\\n{body}\\r\\n--{boundary}--\\r\\n')
  request = urllib.request.Request(url, "".join(parts).encode(), {"Content-Type": f"multipart/form-data; boundary={boundary}"})
  try: return urllib.request.urlopen(request).status
  except urllib.error.HTTPError as error: return error.status
form = s3.generate_presigned_post(bucket, "up/\${filename}", Fields={"Content-Type": "text/csv"},
  Conditions=[["starts-with", "$Content-Type", "text/"], ["content-length-range", 1, 10]])
print(post(form["fields"], form["url"], "a,b"), post(form["fields"], form["url"], "a,b" * 9))
print(s3.head_object(Bucket=bucket, Key="up/x.csv")["ContentType"])
key = os.urandom(32)
s3.put_object(Bucket=bucket, Key="closed", Body=b"x", SSECustomerAlgorithm="AES256", SSECustomerKey=key)
print(s3.get_object(Bucket=bucket, Key="closed", SSECustomerAlgorithm="AES256", SSECustomerKey=key)["Body"].read())
try: s3.get_object(Bucket=bucket, Key="closed", SSECustomerAlgorithm="AES256", SSECustomerKey=os.urandom(32))
except ClientError as error: print(error.response["Error"]["Code"])
upload = dict(Bucket=bucket, Key="parts", UploadId=s3.create_multipart_upload(Bucket=bucket, Key="parts", ChecksumAlgorithm="SHA256")["UploadId"])
parts = [dict(s3.upload_part(PartNumber=n, Body=bytes(5 << 20), ChecksumAlgorithm="SHA256", **upload), PartNumber=n) for n in (1, 2)]
listed = [{k: part[k] for k in ("PartNumber", "ETag", "ChecksumSHA256")} for part in parts]
whole = s3.complete_multipart_upload(MultipartUpload={"Parts": listed}, **upload)
part = s3.get_object(Bucket=bucket, Key="parts", PartNumber=2, ChecksumMode="ENABLED")
print(whole["ChecksumSHA256"][-2:], part["ChecksumSHA256"] == parts[1]["ChecksumSHA256"], len(part["Body"].read()))
rule = {"ID": "r", "Status": "Enabled", "Filter": {"Prefix": "a/"}, "Expiration": {"Days": 3}}
s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": [rule]})
print(s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"] == [rule])
cors = {"AllowedMethods": ["PUT"], "AllowedOrigins": ["https://*.test"], "MaxAgeSeconds": 9}
s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [cors]})
print(s3.get_bucket_cors(Bucket=bucket)["CORSRules"] == [cors])
`;

const test = useCloud();
const python = testServer("CLOUDAPI_TEST_PYTHON");

async function run(script: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "cloudapi-python-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "script.py");
  await writeFile(path, script);
  const env = { ...process.env, ...test.cloud.env, AWS_EC2_METADATA_DISABLED: "true" };
  const { stdout } = await promisify(execFile)(python ?? "", [path], { env });
  return stdout.trimEnd().split("\n");
}

describe.skipIf(python === undefined)("clients in Python (CLOUDAPI_TEST_PYTHON)", () => {
  it("pyarrow writes, reads, moves and lists files and datasets", async () => {
    expect(await run(PYARROW)).toEqual([
      "True",
      "1000",
      `${18 * 1024 ** 2} NotFound`,
      "['of-pyarrow/moved', 'of-pyarrow/whole/a b.parquet']",
    ]);
  });

  it("boto3 transfers in parts, pages, and is refused what is not right", async () => {
    expect(await run(BOTO3)).toEqual([
      "True",
      "3 ['n/0', 'n/1', 'n/2', 'n/3', 'n/4', 'n/5', 'n/6', 'ä b+%/x']",
      "PreconditionFailed",
      "BadDigest",
      "7",
    ]);
  });

  it("boto3 signs forms, and keeps keys, checksums and settings", async () => {
    expect(await run(BOTO3_SETTINGS)).toEqual([
      "204 400",
      "text/csv",
      "b'x'",
      "AccessDenied",
      `-2 True ${5 * 1024 ** 2}`,
      "True",
      "True",
    ]);
  });
});
