import { createHash } from "node:crypto";
import { SignJWT } from "jose";
import { expect, it } from "vitest";
import { identify } from "../app/identify.ts";
import { basicAuth } from "./basic-auth.ts";
import { jwtAuth } from "./jwt-auth.ts";

const SECRET = new TextEncoder().encode("a secret of at least thirty-two bytes");
const PASSWORD = "a password of 32 random characters";
const jwt = jwtAuth({ keys: SECRET, issuer: "us", audience: "lake", algorithms: ["HS256"] });
const sha256 = createHash("sha256").update(PASSWORD).digest("hex");
const basic = basicAuth({ keys: [{ subject: "ana", sha256 }] });

function requestBy(authorization: string): Request {
  return new Request("http://localhost/", { headers: { authorization } });
}

it.each([
  ["Basic YW5hOng=", "absent"],
  ["AWS4-HMAC-SHA256 Credential=x", "absent"],
  ["Bearer", "invalid"],
  ["Bearer x.y.z", "invalid"],
  ["bearer x y", "invalid"],
])("%s is %s", async (authorization, outcome) => {
  expect(await jwt.authenticate(requestBy(authorization), {})).toBe(outcome);
});

it("stands beside people's passwords: either will do, in whatever order", async () => {
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: "HS256" })
    .setSubject("ada")
    .setIssuer("us")
    .setAudience("lake")
    .setExpirationTime("1h")
    .sign(SECRET);
  const password = Buffer.from(`ana:${PASSWORD}`).toString("base64");
  const subjects: string[] = [];
  for (const auth of [
    [jwt, basic],
    [basic, jwt],
  ])
    for (const given of [`Bearer ${token}`, `Basic ${password}`])
      subjects.push((await identify(auth, requestBy(given), {})).subject);
  expect(subjects).toEqual(["ada", "ana", "ada", "ana"]);
});
