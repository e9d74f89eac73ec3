// What keeps a person safe in their browser: with JavaScript and without.
import { test, expect } from "./person.js";

/** The cookie that leads to the person's verification. */
async function secret(context) {
  const cookies = await context.cookies();
  const cookie = cookies.find(({ name }) => name.endsWith("ringcode"));
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/" });
  expect(cookie.expires).toBeLessThanOrEqual(Date.now() / 1000 + 1800);
  return cookie.value;
}

test("two tabs are one verification: one text, one result", async ({ person, page, context }) => {
  const other = person.on(await context.newPage());
  await person.getsToTheCode();
  const code = await person.codeFromText();
  await other.page.goto("/");
  await expect(other.heading("Enter your code")).toBeVisible();
  await other.typesTheCode(code);
  await other.isVerified();
  await page.reload();
  await person.isVerified();
  expect((await person.texts()).length).toBe(1);
});

test("the address alone leads nobody to the verification", async ({ person, page, browser }) => {
  await person.getsToTheCode();
  const profile = await browser.newContext({ javaScriptEnabled: person.scripted });
  const stranger = person.on(await profile.newPage());
  await stranger.page.goto(page.url());
  await expect(stranger.heading("Verify your phone number")).toBeVisible();
  await stranger.page.goto("about:blank");
  await profile.close();
});

test("the secret changes with the verification, and the old one is dead", async ({ person, page, context }) => {
  await person.getsToTheCode();
  const old = (await context.cookies()).find(({ name }) => name.endsWith("ringcode"));
  const code = await person.codeFromText();
  await person.typesTheCode(code);
  await person.isVerified();
  expect(await secret(context)).not.toBe(old.value);
  await context.addCookies([old]);
  await page.goto("/");
  await expect(person.heading("Enter your code")).toBeVisible();
  await person.typesTheCode(code === "000000" ? "000001" : "000000");
  await expect(person.heading("Verify your phone number")).toBeVisible();
});

test("pressing Verify twice verifies", async ({ person, page }, info) => {
  test.skip(info.project.use.javaScriptEnabled, "with JavaScript a full code is checked by itself");
  await person.getsToTheCode();
  await page.getByLabel("6‑digit code").fill(await person.codeFromText());
  await page.getByRole("button", { name: "Verify" }).dblclick();
  await person.isVerified();
});

test("going back after the verification shows no number and no code", async ({ person, page }) => {
  await person.getsToTheCode();
  const code = await person.codeFromText();
  await person.typesTheCode(code);
  await person.isVerified();
  for (const step of ["goBack", "goBack", "goForward"]) {
    await page[step]();
    if (page.url() === "about:blank") break;
    const shown = await page.content();
    expect(shown).not.toContain(code);
    expect(shown).not.toContain(person.number.slice(-6).replace(" ", ""));
    expect(shown).not.toContain(person.number);
  }
});

test("a script that is not ours does not run, and each page has its own nonce", async ({ person, page }) => {
  const nonces = new Set();
  for (let visit = 0; visit < 3; visit += 1) {
    const answer = await page.goto("/");
    nonces.add(/'nonce-([^']+)'/.exec(answer.headers()["content-security-policy"])[1]);
  }
  expect(nonces.size).toBe(3);
  if (!person.scripted) return;
  const ran = await page.evaluate(async () => {
    const violations = [];
    document.addEventListener("securitypolicyviolation", (event) => violations.push(event.effectiveDirective));
    const inline = document.createElement("script");
    inline.textContent = "window.injected = true";
    const foreign = document.createElement("script");
    foreign.src = "https://evil.example/x.js";
    const image = document.createElement("div");
    image.innerHTML = "<img src=x onerror='window.injected = true'>";
    document.body.append(inline, foreign, image);
    const form = Object.assign(document.createElement("form"), { action: "https://evil.example/", method: "post" });
    document.body.append(form);
    form.submit();
    await new Promise((resolve) => setTimeout(resolve, 500));
    return { injected: window.injected ?? false, violations };
  });
  expect(ran.injected).toBe(false);
  expect(ran.violations).toEqual(expect.arrayContaining(["script-src-elem", "form-action"]));
});
