import { createHash } from "node:crypto";
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { failure, useCloud } from "./use-cloud.ts";

const test = useCloud();
const FIVE_MIB = 5 * 1024 * 1024;
const big = (fill: number) => Buffer.alloc(FIVE_MIB, fill);

async function begin(more: Partial<CreateMultipartUploadCommandInput> = {}) {
  const at = { Bucket: await test.newBucket(), Key: "mp/ü" };
  const { UploadId } = await test.s3.send(new CreateMultipartUploadCommand({ ...at, ...more }));
  return { ...at, UploadId };
}

type At = Awaited<ReturnType<typeof begin>>;

async function part(
  at: At,
  PartNumber: number,
  Body: Buffer,
  more: object = {},
): Promise<CompletedPart> {
  const {
    $metadata: _,
    ServerSideEncryption: __,
    ...sums
  } = await test.s3.send(new UploadPartCommand({ ...at, PartNumber, Body, ...more }));
  return { ...sums, PartNumber };
}

function complete(
  at: At,
  Parts: CompletedPart[],
  more: Partial<CompleteMultipartUploadCommandInput> = {},
) {
  return test.s3.send(
    new CompleteMultipartUploadCommand({ ...at, MultipartUpload: { Parts }, ...more }),
  );
}

describe("multipart uploads", () => {
  it("puts parts together in the order of their numbers", async () => {
    const at = await begin({ ContentType: "text/x", Metadata: { a: "b" } });
    const bodies = [big(1), big(2), Buffer.from("end")];
    const parts = [
      await part(at, 3, bodies[2] as Buffer),
      await part(at, 1, bodies[0] as Buffer),
      await part(at, 2, bodies[1] as Buffer),
    ];
    const sorted = parts.toSorted((a, b) => Number(a.PartNumber) - Number(b.PartNumber));
    const done = await complete(at, sorted);
    const md5s = Buffer.concat(bodies.map((body) => createHash("md5").update(body).digest()));
    expect(done.ETag).toBe(`"${createHash("md5").update(md5s).digest("hex")}-3"`);
    const got = await test.s3.send(new GetObjectCommand({ Bucket: at.Bucket, Key: at.Key }));
    expect(got).toMatchObject({
      ETag: done.ETag,
      ContentType: "text/x",
      Metadata: { a: "b" },
      ContentLength: 2 * FIVE_MIB + 3,
    });
    expect(
      Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(Buffer.concat(bodies)),
    ).toBe(true);
    const across = await test.s3.send(
      new GetObjectCommand({
        Bucket: at.Bucket,
        Key: at.Key,
        Range: `bytes=${FIVE_MIB - 1}-${FIVE_MIB}`,
      }),
    );
    expect([...((await across.Body?.transformToByteArray()) ?? [])]).toEqual([1, 2]);
    const second = await test.s3.send(
      new HeadObjectCommand({ Bucket: at.Bucket, Key: at.Key, PartNumber: 2 }),
    );
    expect(second).toMatchObject({
      ContentLength: FIVE_MIB,
      PartsCount: 3,
      ContentRange: `bytes ${FIVE_MIB}-${2 * FIVE_MIB - 1}/${2 * FIVE_MIB + 3}`,
    });
    expect(
      await failure(
        test.s3.send(new GetObjectCommand({ Bucket: at.Bucket, Key: at.Key, PartNumber: 4 })),
      ),
    ).toMatchObject({ status: 416 });
    expect(await failure(complete(at, sorted))).toMatchObject({
      name: "NoSuchUpload",
      status: 404,
    });
  });

  it("replaces a part that is sent again", async () => {
    const at = await begin();
    await part(at, 1, Buffer.from("old"));
    const fresh = await part(at, 1, Buffer.from("new"));
    await complete(at, [fresh]);
    const got = await test.s3.send(new GetObjectCommand({ Bucket: at.Bucket, Key: at.Key }));
    expect(await got.Body?.transformToString()).toBe("new");
  });

  it("lists parts by pages", async () => {
    const at = await begin();
    for (const number of [1, 2, 10]) await part(at, number, Buffer.from("x"));
    const first = await test.s3.send(new ListPartsCommand({ ...at, MaxParts: 2 }));
    expect(first).toMatchObject({ IsTruncated: true, NextPartNumberMarker: "2" });
    const second = await test.s3.send(new ListPartsCommand({ ...at, PartNumberMarker: "2" }));
    expect(second.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([[10, 1]]);
  });

  it("refuses what S3 refuses", async () => {
    const at = await begin();
    const one = await part(at, 1, Buffer.from("small"));
    const two = await part(at, 2, Buffer.from("small"));
    expect(await failure(complete(at, [two, one]))).toMatchObject({
      name: "InvalidPartOrder",
      status: 400,
    });
    expect(await failure(complete(at, [one, one]))).toMatchObject({ name: "InvalidPartOrder" });
    expect(await failure(complete(at, [one, two]))).toMatchObject({
      name: "EntityTooSmall",
      status: 400,
    });
    expect(
      await failure(complete(at, [{ ...one, ETag: '"d41d8cd98f00b204e9800998ecf8427e"' }])),
    ).toMatchObject({ name: "InvalidPart", status: 400 });
    expect(await failure(complete(at, [{ ...one, PartNumber: 3 }]))).toMatchObject({
      name: "InvalidPart",
    });
    expect(await failure(complete(at, []))).toMatchObject({ name: "MalformedXML", status: 400 });
    expect(await failure(part(at, 0, Buffer.from("x")))).toMatchObject({
      name: "InvalidArgument",
      status: 400,
    });
    expect(await failure(part(at, 10_001, Buffer.from("x")))).toMatchObject({
      name: "InvalidArgument",
    });
    expect(await failure(part({ ...at, UploadId: "nonsense" }, 1, Buffer.from("x")))).toMatchObject(
      { name: "NoSuchUpload", status: 404 },
    );
    expect(await failure(part({ ...at, Key: "other" }, 1, Buffer.from("x")))).toMatchObject({
      name: "NoSuchUpload",
    });
    await complete(at, [one]);
  });

  it("forgets an aborted upload", async () => {
    const at = await begin();
    const one = await part(at, 1, Buffer.from("x"));
    await test.s3.send(new AbortMultipartUploadCommand(at));
    expect(await failure(complete(at, [one]))).toMatchObject({ name: "NoSuchUpload", status: 404 });
    expect(await failure(test.s3.send(new AbortMultipartUploadCommand(at)))).toMatchObject({
      name: "NoSuchUpload",
    });
    expect(await failure(test.s3.send(new ListPartsCommand(at)))).toMatchObject({
      name: "NoSuchUpload",
    });
  });

  it("copies parts, whole and by range", async () => {
    const at = await begin();
    const source = Buffer.concat([big(7), Buffer.from("0123456789")]);
    await test.s3.send(new PutObjectCommand({ Bucket: at.Bucket, Key: "src ü+", Body: source }));
    const CopySource = `${at.Bucket}/${encodeURIComponent("src ü+")}`;
    const copy = (PartNumber: number, CopySourceRange?: string) =>
      test.s3.send(new UploadPartCopyCommand({ ...at, PartNumber, CopySource, CopySourceRange }));
    const one = await copy(1, `bytes=0-${FIVE_MIB - 1}`);
    const two = await copy(2, `bytes=${FIVE_MIB}-${FIVE_MIB + 9}`);
    expect(await failure(copy(3, `bytes=0-${FIVE_MIB + 10}`))).toMatchObject({
      name: "InvalidArgument",
      status: 400,
    });
    expect(await failure(copy(3, `bytes=${FIVE_MIB + 10}-${FIVE_MIB + 11}`))).toMatchObject({
      name: "InvalidRequest",
      status: 400,
    });
    expect(await failure(copy(3, "bytes=1-"))).toMatchObject({ name: "InvalidArgument" });
    await complete(at, [
      { PartNumber: 1, ETag: one.CopyPartResult?.ETag },
      { PartNumber: 2, ETag: two.CopyPartResult?.ETag },
    ]);
    const got = await test.s3.send(new GetObjectCommand({ Bucket: at.Bucket, Key: at.Key }));
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(source)).toBe(true);
  });
});

describe("checksums of multipart uploads", () => {
  const bodies = [big(1), Buffer.from("tail")];
  const whole = Buffer.concat(bodies);

  it.each(["CRC32", "CRC32C", "CRC64NVME"] as const)(
    "%s over the full object equals the one of a single put",
    async (ChecksumAlgorithm) => {
      const at = await begin({ ChecksumAlgorithm, ChecksumType: "FULL_OBJECT" });
      const parts = [
        await part(at, 1, bodies[0] as Buffer, { ChecksumAlgorithm }),
        await part(at, 2, bodies[1] as Buffer, { ChecksumAlgorithm }),
      ];
      const field = `Checksum${ChecksumAlgorithm}` as const;
      const single = await test.s3.send(
        new PutObjectCommand({ Bucket: at.Bucket, Key: "single", Body: whole, ChecksumAlgorithm }),
      );
      const wrong = Buffer.alloc(Buffer.from(single[field] ?? "", "base64").length).toString(
        "base64",
      );
      expect(await failure(complete(at, parts, { [field]: wrong }))).toMatchObject({
        name: "BadDigest",
        status: 400,
      });
      const done = await complete(at, parts, { [field]: single[field] });
      expect(done[field]).toBe(single[field]);
      expect(done.ChecksumType).toBe("FULL_OBJECT");
      const head = await test.s3.send(
        new HeadObjectCommand({ Bucket: at.Bucket, Key: at.Key, ChecksumMode: "ENABLED" }),
      );
      expect(head[field]).toBe(single[field]);
    },
  );

  it.each(["SHA256", "SHA1", "CRC32"] as const)(
    "%s of the parts' checksums",
    async (ChecksumAlgorithm) => {
      const at = await begin({ ChecksumAlgorithm });
      const field = `Checksum${ChecksumAlgorithm}` as const;
      const parts = [
        await part(at, 1, bodies[0] as Buffer, { ChecksumAlgorithm }),
        await part(at, 2, bodies[1] as Buffer, { ChecksumAlgorithm }),
      ];
      expect(
        await failure(
          complete(
            at,
            parts.map(({ ETag, PartNumber }) => ({ ETag, PartNumber })),
          ),
        ),
      ).toMatchObject({ name: "InvalidRequest", status: 400 });
      expect(
        await failure(complete(at, [{ ...parts[0], [field]: parts[1]?.[field] } as CompletedPart])),
      ).toMatchObject({ name: "InvalidPart" });
      const done = await complete(at, parts);
      expect(done).toMatchObject({ ChecksumType: "COMPOSITE" });
      expect(done[field]).toMatch(/-2$/);
      const got = await test.s3.send(
        new GetObjectCommand({ Bucket: at.Bucket, Key: at.Key, ChecksumMode: "ENABLED" }),
      );
      expect(got[field]).toBe(done[field]);
      expect((await got.Body?.transformToByteArray())?.length).toBe(whole.length);
      const attributes = await test.s3.send(
        new GetObjectAttributesCommand({
          Bucket: at.Bucket,
          Key: at.Key,
          ObjectAttributes: ["ObjectParts", "Checksum"],
        }),
      );
      expect(attributes.ObjectParts?.TotalPartsCount).toBe(2);
      expect(attributes.ObjectParts?.Parts?.[1]).toMatchObject({
        PartNumber: 2,
        Size: 4,
        [field]: parts[1]?.[field],
      });
    },
  );

  it.each(["SHA256", "CRC32C"] as const)(
    "a composite %s may be claimed when the parts are put together, with their number or without",
    async (ChecksumAlgorithm) => {
      const field = `Checksum${ChecksumAlgorithm}` as const;
      const upload = async () => {
        const at = await begin({ ChecksumAlgorithm });
        const parts = [
          await part(at, 1, bodies[0] as Buffer, { ChecksumAlgorithm }),
          await part(at, 2, bodies[1] as Buffer, { ChecksumAlgorithm }),
        ];
        return { at, parts };
      };
      const first = await upload();
      const value = (await complete(first.at, first.parts))[field] ?? "";
      expect(value).toMatch(/-2$/);
      for (const claim of [value, value.replace("-2", "")]) {
        const { at, parts } = await upload();
        for (const wrong of [value.replace("-2", "-3"), first.parts[0]?.[field] ?? ""]) {
          expect(await failure(complete(at, parts, { [field]: wrong }))).toMatchObject({
            name: "BadDigest",
            status: 400,
          });
        }
        expect(await failure(complete(at, parts, { [field]: "nonsense-2" }))).toMatchObject({
          name: "InvalidRequest",
          status: 400,
        });
        expect((await complete(at, parts, { [field]: claim }))[field]).toBe(value);
      }
    },
  );

  it("a part is read with the checksum it was sent with, of a composite one", async () => {
    const at = await begin({ ChecksumAlgorithm: "SHA256" });
    const parts = [
      await part(at, 1, bodies[0] as Buffer, { ChecksumAlgorithm: "SHA256" }),
      await part(at, 2, bodies[1] as Buffer, { ChecksumAlgorithm: "SHA256" }),
    ];
    await complete(at, parts);
    for (const { PartNumber, ChecksumSHA256 } of parts) {
      const where = {
        Bucket: at.Bucket,
        Key: at.Key,
        PartNumber,
        ChecksumMode: "ENABLED",
      } as const;
      const head = await test.s3.send(new HeadObjectCommand(where));
      expect(head).toMatchObject({ ChecksumSHA256, ChecksumType: "COMPOSITE" });
      const got = await test.s3.send(new GetObjectCommand(where));
      expect(got.ChecksumSHA256).toBe(ChecksumSHA256);
      // The SDK compares the bytes with it.
      await got.Body?.transformToByteArray();
    }
  });

  it.each([
    ["one part of a composite checksum has its own", "SHA256", 1, /^[^-]+$/],
    ["one part of a full object checksum has the object's", "CRC64NVME", 1, /^[^-]+$/],
    ["of several parts of a full object none is known", "CRC64NVME", 2, /^none$/],
  ] as const)("%s", async (_name, ChecksumAlgorithm, count, expected) => {
    const at = await begin({ ChecksumAlgorithm });
    const parts: CompletedPart[] = [];
    for (let i = 1; i <= count; i++) parts.push(await part(at, i, big(i), { ChecksumAlgorithm }));
    await complete(at, parts);
    const head = await test.s3.send(
      new HeadObjectCommand({
        Bucket: at.Bucket,
        Key: at.Key,
        PartNumber: 1,
        ChecksumMode: "ENABLED",
      }),
    );
    const value = head[`Checksum${ChecksumAlgorithm}`];
    expect(value ?? "none").toMatch(expected);
  });

  it("refuses types that do not go together, and parts of another algorithm", async () => {
    const Bucket = await test.newBucket();
    const create = (
      ChecksumAlgorithm: "SHA256" | "CRC64NVME",
      ChecksumType: "FULL_OBJECT" | "COMPOSITE",
    ) =>
      failure(
        test.s3.send(
          new CreateMultipartUploadCommand({ Bucket, Key: "k", ChecksumAlgorithm, ChecksumType }),
        ),
      );
    expect(await create("SHA256", "FULL_OBJECT")).toMatchObject({ name: "InvalidRequest" });
    expect(await create("CRC64NVME", "COMPOSITE")).toMatchObject({ name: "InvalidRequest" });
    const at = await begin({ ChecksumAlgorithm: "SHA256" });
    expect(
      await failure(part(at, 1, Buffer.from("x"), { ChecksumAlgorithm: "CRC32" })),
    ).toMatchObject({ name: "InvalidRequest" });
  });

  it("has CRC-64/NVME when no algorithm is chosen", async () => {
    const at = await begin();
    const done = await complete(at, [await part(at, 1, Buffer.from("x"))]);
    expect(done.ChecksumCRC64NVME).toBeDefined();
  });

  it("checks the size the client expects", async () => {
    const at = await begin();
    const one = await part(at, 1, Buffer.from("abc"));
    expect(await failure(complete(at, [one], { MpuObjectSize: 4 }))).toMatchObject({
      name: "InvalidRequest",
      status: 400,
    });
    await complete(at, [one], { MpuObjectSize: 3 });
  });
});
