// The widget on pages of hosts, which are a test's own: end2end/widget-host.js serves them.
import axe from "axe-core/axe.min.js";
import { SERVERS } from "../servers.js";
import { expect, test } from "./person.js";

test.use({ server: "eager" });

const HOST = "http://127.0.0.1:4006";
/** The same server at an origin that is nobody's. */
const ELSEWHERE = "http://localhost:4006";
const service = SERVERS.eager.url;
const VERIFY = "Verify your phone number";
const box = (attributes = "") => `<form><div class="ringcode" ${attributes}></div></form>`;
const script = `<script src="${service}/widget.js" data-client="example-form" async></script>`;
const STRICT = `default-src 'none'; script-src ${service}; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

/** Opens a page of a host with this in its body. */
async function opens(page, body = box(), { html = 'lang="en"', query = "", origin = HOST, headers = {} } = {}) {
  const path = `${origin}/${crypto.randomUUID()}`;
  const head = '<head><title>Host</title><link rel="icon" href="data:,"></head>';
  await page.request.post(path, { data: {
    headers: { "content-security-policy": STRICT, ...headers },
    html: `<!doctype html><html ${html}>${head}<body><main><h1>Host</h1>${body}</main>${script}</body></html>`,
  } });
  await page.goto(path + query);
  return path;
}

const button = (page) => page.getByRole("button", { name: VERIFY });
const status = (page) => page.getByRole("status");
const field = (page) => page.locator("[name=ringcode-token]");

/** Presses the button: the person in the popup. */
async function presses(person, page, press = () => button(page).click()) {
  const opened = page.waitForEvent("popup");
  await press();
  const popup = await opened;
  await expect(popup.getByText("Form example wants to confirm your phone number.")).toBeVisible();
  return person.on(popup);
}

async function getsToTheCode(inPopup, number) {
  await inPopup.types(number);
  await inPopup.presses("Send code");
  await expect(inPopup.heading("Enter your code")).toBeVisible();
}

/** Verifies a number in the popup, which its opener closes then. */
async function proves(inPopup, number) {
  await getsToTheCode(inPopup, number);
  const closed = inPopup.page.waitForEvent("close");
  await inPopup.typesTheCode(await inPopup.codeFromText(1, number));
  await closed;
}

/** What went wrong in the page, by its console. */
function complaints(page) {
  const told = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && told.push(message.text()));
  page.on("pageerror", (error) => told.push(String(error)));
  return told;
}

/** Whether the host's server is told this number for the token. */
async function redeems(person, token) {
  const answer = await person.request.post("/v1/redeem", { data: { secret: "development-only-secret", token } });
  return answer.json();
}

test("a host under a strict policy has the widget, by keyboard and for screen readers", async ({ person, page, browserName }) => {
  const told = complaints(page);
  await opens(page, box('data-ref="order 7"'));
  await expect(button(page)).toBeVisible();
  if (browserName === "chromium") {
    await page.evaluate(axe.source);
    expect(await page.evaluate(async () => (await window.axe.run(document)).violations.map(({ id }) => id))).toEqual([]);
  }
  await page.keyboard.press("Tab");
  await expect(button(page)).toBeFocused();
  await person.keepsAPicture("widget");
  const inPopup = await presses(person, page, () => page.keyboard.press("Enter"));
  await inPopup.keepsAPicture("widget-popup");
  await proves(inPopup, person.number);
  await expect(status(page)).toContainText("number is verified");
  await expect(status(page)).toBeFocused();
  await expect(button(page)).toHaveCount(0);
  await person.keepsAPicture("widget-verified");
  const proof = await redeems(person, await field(page).inputValue());
  expect(proof).toMatchObject({ success: true, client_ref: "order 7", hostname: "127.0.0.1", channel: "text" });
  expect(told).toEqual([]);
});

test("the page is in the popup's language, as the widget is in the page's", async ({ page }) => {
  const boxes = ['id="page"', 'id="own" data-lang="pt"', 'lang="ja-JP" id="near"', 'lang="tlh" id="none"'];
  await opens(page, boxes.map(box).join(""), { html: 'lang="de-AT"' });
  for (const [id, label] of [["page", "Bestätigen Sie Ihre Telefonnummer"], ["own", "Confirme seu número de telefone"], ["near", "電話番号の認証"], ["none", VERIFY]]) {
    await expect(page.locator(`#${id} button`)).toHaveText(label);
  }
  const opened = page.waitForEvent("popup");
  await page.locator("#page button").click();
  await expect((await opened).locator("html")).toHaveAttribute("lang", "de");
});

test("without popups the same tab goes there and comes back", async ({ person, page }) => {
  await page.addInitScript(() => (window.open = () => null));
  const path = await opens(page, box('id="first"') + box('id="second"'), { query: "?a=b" });
  await page.locator("#second button").click();
  await person.isTold("Form example wants to confirm your phone number.");
  await getsToTheCode(person, person.number);
  await person.typesTheCode(await person.codeFromText());
  await expect(page.locator("#second [role=status]")).toContainText("number is verified");
  await expect(page.locator("#first button")).toBeVisible();
  await expect(page).toHaveURL(`${path}?a=b`);
  expect((await redeems(person, await page.locator("#second input").inputValue())).success).toBe(true);
  // Neither Back nor a reload brings it again.
  await page.reload();
  await expect(page.locator("#second button")).toBeVisible();
  await expect(page.locator("#second input")).toHaveValue("");
});

test("a host may want no popup", async ({ person, page }) => {
  const path = await opens(page, box('data-mode="tab"'), { headers: { "cross-origin-opener-policy": "same-origin" } });
  await button(page).click();
  await person.isTold("Form example wants to confirm your phone number.");
  await person.presses("Cancel and go back to Form example");
  await expect(page).toHaveURL(path);
  await expect(button(page)).toBeVisible();
  await expect(field(page)).toHaveValue("");
});

test("a token in a link that the page did not ask for is dropped", async ({ page }) => {
  for (const query of ["ringcode=forged", "ringcode=forged&ringcode-state=", "ringcode=forged&ringcode-state=0.1", "ringcode=forged&ringcode-state=undefined"]) {
    const path = await opens(page, box(), { query: `?a=b&${query}` });
    await expect(button(page)).toBeVisible();
    await expect(field(page)).toHaveValue("");
    await expect(page).toHaveURL(`${path}?a=b`);
  }
});

test("whoever closes the popup or cancels may press again", async ({ person, page }) => {
  await opens(page);
  const first = await presses(person, page);
  await getsToTheCode(first, person.number);
  await first.page.close();
  const opened = page.waitForEvent("popup");
  await button(page).click();
  const second = person.on(await opened);
  // What was begun goes on.
  await expect(second.heading("Enter your code")).toBeVisible();
  const closed = second.page.waitForEvent("close");
  await second.presses("Cancel and go back to Form example");
  await closed;
  await expect(button(page)).toBeVisible();
  await expect(field(page)).toHaveValue("");
  await expect(status(page)).toBeEmpty();
});

test("reload and Back in the popup lead on, and neither sends nor tells twice", async ({ person, page }) => {
  await opens(page);
  await page.evaluate(() => {
    window.told = 0;
    addEventListener("ringcode", () => (window.told += 1));
  });
  const inPopup = await presses(person, page);
  await inPopup.page.reload();
  await getsToTheCode(inPopup, person.number);
  await inPopup.page.reload();
  await inPopup.page.goBack();
  await inPopup.page.goForward();
  await expect(inPopup.heading("Enter your code")).toBeVisible();
  const closed = inPopup.page.waitForEvent("close");
  await inPopup.typesTheCode(await person.codeFromText(1));
  await closed;
  await expect(status(page)).toContainText("number is verified");
  expect(await page.evaluate(() => window.told)).toBe(1);
  expect(await person.texts()).toHaveLength(1);
});

test("a popup whose page is gone says what to do, and the next press is enough", async ({ person, page }) => {
  await opens(page);
  const inPopup = await presses(person, page);
  await getsToTheCode(inPopup, person.number);
  await page.reload();
  await expect(button(page)).toBeVisible();
  await inPopup.typesTheCode(await person.codeFromText());
  await inPopup.isTold("Go back to the window you came from.");
  await inPopup.keepsAPicture("widget-left");
  await expect(field(page)).toHaveValue("");
  const closed = inPopup.page.waitForEvent("close");
  await button(page).click();
  await closed;
  await expect(status(page)).toContainText("number is verified");
  expect((await redeems(person, await field(page).inputValue())).success).toBe(true);
  expect(await person.texts()).toHaveLength(1);
});

/** A script leads the window elsewhere. As if typed, an address would sever it from its opener. */
async function becomes(page, address) {
  await page.evaluate((url) => void (location.href = url), address);
  await page.waitForURL(`${address}/`);
}

test("messages of another origin and of another window are not believed", async ({ person, page }) => {
  await opens(page);
  const forged = { ringcode: "forged" };
  // Before there is a popup; from the page itself; from another window of the service.
  await page.evaluate((message) => window.postMessage(message, "*"), forged);
  const inPopup = await presses(person, page);
  await page.evaluate((message) => window.postMessage(message, "*"), forged);
  const opened = page.waitForEvent("popup");
  await page.evaluate((url) => void window.open(`${url}/start?client=example-form&origin=http://127.0.0.1:4006`, "other"), service);
  const other = await opened;
  await other.waitForURL(`${service}/`);
  const posts = (window) => window.evaluate((message) => window.opener.postMessage(message, "*"), forged);
  await posts(other);
  // From the popup itself, once somebody else's page is in it.
  await becomes(inPopup.page, ELSEWHERE);
  await posts(inPopup.page);
  // What was posted has arrived by now.
  await page.evaluate(() => new Promise((done) => {
    addEventListener("message", ({ data }) => data === "last" && done());
    window.postMessage("last", "*");
  }));
  await expect(field(page)).toHaveValue("");
  await expect(button(page)).toBeVisible();
  expect(inPopup.page.isClosed()).toBe(false);
});

test("a popup tells nobody but the registered origin", async ({ person, page }) => {
  await opens(page);
  const inPopup = await presses(person, page);
  await getsToTheCode(inPopup, person.number);
  // The opener becomes somebody else's page, which listens.
  await becomes(page, ELSEWHERE);
  await page.evaluate(() => {
    window.heard = [];
    addEventListener("message", ({ data }) => window.heard.push(data));
  });
  await inPopup.typesTheCode(await person.codeFromText());
  await inPopup.isTold("Go back to the window you came from.");
  await inPopup.page.evaluate(() => window.opener.postMessage("last", "*"));
  await page.waitForFunction(() => window.heard.includes("last"));
  expect(await page.evaluate(() => window.heard)).toEqual(["last"]);
});

test("a page of another origin has no widget, and its console says why", async ({ page }) => {
  const told = complaints(page);
  await opens(page, '<div class="ringcode"><a href="/elsewhere">Another way</a></div>', { origin: ELSEWHERE });
  await expect.poll(() => told.join("\n")).toContain(`Ringcode: ${ELSEWHERE} is not among the origins of "example-form"`);
  await expect(page.getByRole("button")).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Another way" })).toBeVisible();
  expect(told.filter((text) => !/Ringcode:|404/.test(text))).toEqual([]);
});

test("after five minutes, and on the way back, the page asks again", async ({ person, page }) => {
  await page.clock.install();
  await opens(page);
  await proves(await presses(person, page), person.number);
  await expect(status(page)).toContainText("number is verified");
  // Back to a page that the browser has kept: its token was sent.
  await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
  await expect(button(page)).toBeVisible();
  await expect(field(page)).toHaveValue("");
  await button(page).click();
  await expect(status(page)).toContainText("number is verified");
  await page.clock.fastForward(290_000);
  await expect(status(page)).toContainText("more than 5 minutes ago");
  await expect(field(page)).toHaveValue("");
  await expect(button(page)).toBeVisible();
});

test("no address and no referrer on the way has a number or a token", async ({ person, page, context }) => {
  const seen = [];
  context.on("request", (request) => seen.push(`${request.url()} ${request.headers().referer ?? ""}`));
  await opens(page);
  await proves(await presses(person, page), person.number);
  const token = await field(page).inputValue();
  expect(seen.length).toBeGreaterThan(5);
  const digits = person.number.replace(/\D/g, "").slice(1);
  expect(seen.filter((address) => address.includes(token) || address.replace(/\D/g, "").includes(digits))).toEqual([]);
});
