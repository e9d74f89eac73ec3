// The library of Standard Webhooks for JavaScript, unchanged, against a server's webhooks:
//   webhooks_test.mjs BASE_URL PORT FOLDER_OF_KEYS DIRECTORY_OF_NODE_MODULES
// The library knows no Ed25519, which node:crypto verifies here.

import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";

const [base, port, folder, modules] = process.argv.slice(2);
const { Webhook } = createRequire(join(modules, "package.json"))("standardwebhooks");

const key = (name) => readFileSync(join(folder, name), "utf8").trim();
const library = (name) => new Webhook(key(name));

/** Who waits for the next event at a path, and the events that nobody waited for. */
const waiting = {};
const app = createServer(async (request, response) => {
  let body = "";
  for await (const piece of request) body += piece;
  response.writeHead(204).end();
  waiting[request.url]?.({ body, headers: request.headers });
});
await new Promise((ready) => app.listen(Number(port), "127.0.0.1", ready));

/** Starts a verification as a client, and returns the first event of it. */
async function event(kind) {
  const arrived = new Promise((resolve) => (waiting[`/${kind}`] = resolve));
  const answer = await fetch(`${base}/v1/verifications`, {
    method: "POST",
    headers: { Authorization: `Basic ${btoa(`node-${kind}:test-secret`)}`, "Content-Type": "application/json" },
    body: JSON.stringify({ to: `+1415555012${Object.keys(waiting).length - 1}` }),
  });
  assert.equal(answer.status, 201);
  return arrived;
}

const versions = ({ headers }) => headers["webhook-signature"].split(" ").map((each) => each.split(",")[0]);

/** Whether the signature of an Ed25519 key is there. */
function isOfThePair({ body, headers }) {
  const raw = Buffer.from(key("pair.pub").replace("whpk_", ""), "base64");
  const jwk = { kty: "OKP", crv: "Ed25519", x: raw.toString("base64url") };
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const signatures = headers["webhook-signature"].split(" ").filter((each) => each.startsWith("v1a,"));
  return signatures.some((each) =>
    verify(null, signed, createPublicKey({ key: jwk, format: "jwk" }), Buffer.from(each.slice(4), "base64")));
}

const tests = {
  async "one key"() {
    const { body, headers } = await event("hmac");
    const { type, timestamp, data } = library("new.key").verify(body, headers);
    assert.match(type, /^[a-z_]+\.[a-z_]+$/);
    assert.ok(!Number.isNaN(Date.parse(timestamp)) && data.phone_number);
    assert.ok(!headers["webhook-id"].includes("."));
    const changed = body.replace(type, "verification.approved ");
    assert.throws(() => library("new.key").verify(changed, headers), /No matching signature/);
    assert.throws(() => library("new.key").verify(body, { ...headers, "webhook-id": "other" }), /No matching signature/);
    assert.throws(() => library("old.key").verify(body, headers), /No matching signature/);
  },

  async "two keys while one replaces the other"() {
    const sent = await event("rotating");
    assert.deepEqual(versions(sent), ["v1", "v1"]);
    for (const name of ["old.key", "new.key"]) library(name).verify(sent.body, sent.headers);
  },

  async "a pair of keys"() {
    const sent = await event("pair");
    assert.deepEqual(versions(sent), ["v1a"]);
    assert.ok(isOfThePair(sent) && !isOfThePair({ ...sent, body: `${sent.body} ` }));
  },

  async "a key of each kind"() {
    const sent = await event("both");
    assert.deepEqual(versions(sent), ["v1a", "v1"]);
    library("new.key").verify(sent.body, sent.headers);
    assert.ok(isOfThePair(sent));
  },
};

let failed = 0;
for (const [name, test] of Object.entries(tests)) {
  try {
    await Promise.race([test(), new Promise((_, reject) => setTimeout(reject, 20_000, new Error("no event")))]);
  } catch (error) {
    failed += 1;
    console.log(`webhooks in node ${name}: ${error.stack}`);
  }
}
console.log(`node: ${Object.keys(tests).length - failed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
