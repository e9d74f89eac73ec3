// examples/listen: an application that only listens, and is told by webhooks.
import { createHmac, randomUUID } from "node:crypto";
import { LISTENER, SERVERS } from "../servers.js";
import { expect, test } from "./person.js";

test.use({ server: "heard" });

/** The key of development. */
const KEY = Buffer.from("ZGV2ZWxvcG1lbnQtb25seS13ZWJob29rLWtleQ==", "base64");

test("a listener is told what becomes of a verification", async ({ page, request, person }) => {
  const ref = randomUUID();
  const number = person.number.replace("0", "+44");
  const { id } = await asks(request, "", { to: number, client_ref: ref });
  await asks(request, `/${id}/check`, { code: await person.codeFromText() });
  await page.goto(LISTENER);
  const told = page.getByRole("row").filter({ hasText: ref });
  for (const type of ["verification.pending", "message.sent", "message.delivered", "verification.approved"]) {
    await expect(told.filter({ hasText: type })).toHaveCount(1);
  }
  await expect(told.first()).toContainText("+44");
  await expect(page.getByText(number.replaceAll(" ", ""))).toHaveCount(0);
});

test("an event that comes twice is shown once", async ({ page, request }) => {
  const id = `evt_${randomUUID()}`;
  for (const _ of [1, 2]) expect(await posts(request, id)).toBe(204);
  await page.goto(LISTENER);
  await expect(page.getByRole("row").filter({ hasText: id })).toHaveCount(1);
});

test("an event that nobody signed is refused", async ({ page, request }) => {
  const id = `evt_${randomUUID()}`;
  for (const odd of [
    { key: Buffer.alloc(32, 1) },
    { signature: "" },
    { signature: "v1,AAAA" },
    { seconds: Date.now() / 1000 - 3600 },
    { body: "no JSON" },
  ]) expect(await posts(request, id, odd)).toBe(401);
  expect(await posts(request, id, { body: `"${"x".repeat(30_000)}"` })).toBe(413);
  await page.goto(LISTENER);
  await expect(page.getByRole("row").filter({ hasText: id })).toHaveCount(0);
});

async function asks(request, path, data) {
  const headers = { Authorization: `Basic ${btoa("example-screens:development-only-secret")}` };
  return (await request.post(`${SERVERS.heard.url}/v1/verifications${path}`, { data, headers })).json();
}

/** Posts an event as a server would, and returns the status of the answer. */
async function posts(request, id, { key = KEY, seconds = Date.now() / 1000, signature, body } = {}) {
  const data = body ?? JSON.stringify({ type: "message.sent", timestamp: new Date(), data: {} });
  const timestamp = String(Math.floor(seconds));
  const hash = createHmac("sha256", key).update(`${id}.${timestamp}.${data}`).digest("base64");
  const headers = {
    "Content-Type": "application/json", "webhook-id": id, "webhook-timestamp": timestamp,
    "webhook-signature": signature ?? `v1,${hash}`,
  };
  return (await request.post(`${LISTENER}/webhooks`, { data: Buffer.from(data), headers })).status();
}
