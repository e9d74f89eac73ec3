// Plivo's Node SDK, unchanged, against the simulator:
//   sdk_test.mjs BASE_URL DIRECTORY_OF_NODE_MODULES
// The SDK has its hosts built in. It sends through axios, whose documented
// default `adapter` is set here to send those hosts' requests to the simulator;
// nothing of the SDK is replaced.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const [base, modules] = process.argv.slice(2);
const require = createRequire(join(modules, "package.json"));
const plivo = require("plivo");
const axios = createRequire(require.resolve("plivo"))("axios");

const AUTH_ID = "MARINGCODEDEVELOPER0";
const AUTH_TOKEN = "ringcode-development-only-auth-token-000";
const FROM = "14155550199";
const PHLO = "6c5f1f6e-1111-4111-8111-111111111111";
const POWERPACK = "86bbb125-97bb-4d72-89fd-81d5c515b015";

const send = axios.getAdapter("http");
axios.defaults.adapter = (config) => {
  const { pathname, search } = new URL(config.url);
  return send({ ...config, url: base + pathname + search });
};

const seen = [];
const app = createServer(async (request, response) => {
  let body = "";
  for await (const piece of request) body += piece;
  const params = Object.fromEntries(new URLSearchParams(body));
  seen.push({ path: request.url, headers: request.headers, params });
  response.end("<Response><Speak>Hello.</Speak></Response>");
});
await new Promise((ready) => app.listen(0, "127.0.0.1", ready));
const APP = `http://127.0.0.1:${app.address().port}`;

const client = (token = AUTH_TOKEN) => new plivo.Client(AUTH_ID, token);
const text = (to, extra) => client().messages.create({ src: FROM, dst: to, text: "Your code is 123456", ...extra });
const call = (to) => client().calls.create(FROM, to, `${APP}/answer`, { hangupUrl: `${APP}/hangup` });

/** The first callback at a path that fits, within ten seconds. */
async function heard(path, fits) {
  for (let tries = 0; tries < 200; tries++) {
    const found = seen.find((one) => one.path === path && fits(one.params));
    if (found) return found;
    await sleep(50);
  }
  throw new Error(`no callback at ${path}`);
}

/** Plivo's error classes all print as Error: the status tells them apart. */
const refused = (promise, expected) => assert.rejects(promise, expected);

const isSigned = ({ path, headers, params }, name) =>
  plivo.validateV3Signature("POST", APP + path, headers["x-plivo-signature-v3-nonce"], AUTH_TOKEN, headers[name], params);

const tests = {
  async message() {
    const sent = await text("+1 415 555 0120");
    assert.deepEqual([sent.message, sent.messageUuid.length], ["message(s) queued", 1]);
    const record = await client().messages.get(sent.messageUuid[0]);
    assert.equal(record.toNumber, "14155550120");
  },

  async "message from a powerpack"() {
    const create = (more) => client().messages.create({ dst: "14155550120", text: "Your code is 123456", ...more });
    const { messageUuid } = await create({ powerpackUUID: POWERPACK });
    const record = await client().messages.get(messageUuid[0]);
    assert.deepEqual([record.powerpackID, record.fromNumber], [POWERPACK, FROM]);
    await refused(create({ powerpackUUID: "mine" }), { status: 400 });
  },

  async "senders of letters"() {
    const create = (dst) => client().messages.create({ src: "ACME", dst, text: "x" });
    assert.equal((await create("447700900123")).messageUuid.length, 1);
    await refused(create("14155550120"), { status: 400, message: "This caller ID is not allowed for outbound message" });
  },

  async "message to India"() {
    const entry = { dlt_entity_id: "1201159178492032504", dlt_template_id: "1007493130372339254" };
    const create = (more) => client().messages.create({ src: "ACMEIN", dst: "919876543210", text: "x", ...entry, ...more });
    const { messageUuid } = await create({ dlt_template_category: "service_implicit" });
    const record = await client().messages.get(messageUuid[0]);
    assert.deepEqual([record.dltEntityID, record.dltTemplateID], Object.values(entry));
    await refused(create({}), { status: 400 });
  },

  async "message list"() {
    await text("14155550120");
    assert.ok((await client().messages.list({ limit: 1 })).length >= 1);
  },

  async "message callback validates"() {
    const { messageUuid } = await text("14155550120", { url: `${APP}/receipt?a=1` });
    const mine = (params) => params.MessageUUID === messageUuid[0] && params.Status === "delivered";
    const receipt = await heard("/receipt?a=1", mine);
    assert.ok(isSigned(receipt, "x-plivo-signature-v3"));
    assert.ok(isSigned(receipt, "x-plivo-signature-ma-v3"));
    const changed = { ...receipt, params: { ...receipt.params, Status: "failed" } };
    assert.ok(!isSigned(changed, "x-plivo-signature-v3"));
    const { headers } = receipt;
    for (const name of ["x-plivo-signature-v2", "x-plivo-signature-ma-v2"]) {
      const nonce = headers["x-plivo-signature-v2-nonce"];
      assert.ok(plivo.validateSignature(APP + receipt.path, nonce, headers[name], AUTH_TOKEN));
    }
  },

  async "call and its callbacks"() {
    const made = await call("14155550166");
    assert.equal(made.message, "call fired");
    const mine = ({ CallUUID }) => CallUUID === made.requestUuid;
    assert.ok(isSigned(await heard("/answer", mine), "x-plivo-signature-v3"));
    const hangup = await heard("/hangup", mine);
    assert.ok(isSigned(hangup, "x-plivo-signature-ma-v3"));
    assert.equal(hangup.params.HangupCauseCode, "4010");
    const record = await client().calls.get(made.requestUuid);
    assert.equal(record.hangupCauseCode, 4010);
  },

  async "call hangup and cancel"() {
    for (const [end, source] of [["hangup", "NORMAL_CLEARING"], ["cancel", "ORIGINATOR_CANCEL"]]) {
      const { requestUuid } = await call("14155550100");
      await client().calls[end](requestUuid);
      const hangup = await heard("/hangup", ({ CallUUID }) => CallUUID === requestUuid);
      assert.equal(hangup.params.HangupCause, source);
    }
  },

  async phlo() {
    const flow = new plivo.PhloClient(AUTH_ID, AUTH_TOKEN).phlo(PHLO);
    const run = await flow.run({ from: FROM, to: "14155550120", otp: 123456, mode: "sms" });
    assert.equal(run.phloId, PHLO);
    assert.match(run.message, /'message_uuid': \['[0-9a-f-]{36}'\]/);
  },

  async "phlo that stopped is not refused"() {
    const flow = new plivo.PhloClient(AUTH_ID, AUTH_TOKEN).phlo(PHLO);
    const run = await flow.run({ from: FROM, to: "14155550190", otp: 123456, mode: "sms" });
    assert.match(run.message, /^stopped\. /);
  },

  async "refusals of messages"() {
    const invalid = { status: 400, message: "'1111111' is not a valid phone number." };
    await refused(text("1111111"), invalid);
    await refused(text("14155550180"), { status: 400 });
    await refused(text("14155550181"), { status: 401 });
    await refused(text("14155550182"), /402/);
    await refused(text("14155550183"), { status: 403 });
    await refused(text("14155550184"), /429/);
    await refused(text("14155550185"), { status: 500 });
    await refused(text("14155550187"), { status: 500 });
  },

  async "refusals of calls"() {
    await refused(call("14155550180"), { status: 400 });
    await refused(call("14155550183"), { status: 403 });
    await refused(call("14155550185"), { status: 500 });
  },

  async "strangers and unknown things"() {
    const stranger = client("wrong").messages.create({ src: FROM, dst: "14155550120", text: "x" });
    await refused(stranger, { status: 401 });
    await refused(client().messages.get("nope"), { status: 404 });
    await refused(client().calls.get("nope"), { status: 404 });
  },
};

let failed = 0;
for (const [name, test] of Object.entries(tests)) {
  try {
    await test();
  } catch (error) {
    failed += 1;
    console.log(`node ${name}: ${error.stack}`);
  }
}
console.log(`node: ${Object.keys(tests).length - failed} passed, ${failed} failed`);
// The SDK keeps its connections open.
process.exit(failed > 0 ? 1 : 0);
