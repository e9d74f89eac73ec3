// Clients that others have written, against this provider. The browser part is the person's.
import * as client from "openid-client";
import { HOSTS, SERVERS } from "../servers.js";
import { e164, expect, test } from "./person.js";

const REDIRECT = `${HOSTS.any}/callback`;

/** A host on openid-client, which checks whatever it is told. */
async function host(baseURL) {
  const config = await client.discovery(new URL(baseURL), "host", "development-only-secret", undefined,
    { execute: [client.allowInsecureRequests] });
  return {
    /** Begins with these parameters, pushed or not: the address, and what ends it. */
    async begins(more, pushed = false) {
      const pkceCodeVerifier = client.randomPKCECodeVerifier();
      const parameters = {
        redirect_uri: REDIRECT, scope: "openid phone", code_challenge_method: "S256",
        code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier), ...more,
      };
      const build = pushed ? client.buildAuthorizationUrlWithPAR : client.buildAuthorizationUrl;
      const url = await build(config, parameters);
      const ends = (back, checks) => client.authorizationCodeGrant(config, new URL(back), { pkceCodeVerifier, ...checks });
      return { url: url.href, ends };
    },
    userinfo: (tokens) => client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub),
  };
}

test("openid-client signs people up, finds them again, and steps up", async ({ person, page, baseURL }) => {
  const shop = await host(baseURL);
  const signUp = await shop.begins({ nonce: "a nonce" });
  await page.goto(signUp.url);
  await person.types();
  await person.presses("Send code");
  await person.typesTheCode(await person.codeFromText());
  await page.waitForURL(`${REDIRECT}?*`);
  const tokens = await signUp.ends(page.url(), { expectedNonce: "a nonce" });
  const { sub, phone_number } = tokens.claims();
  expect(await shop.userinfo(tokens)).toEqual({ sub, phone_number, phone_number_verified: true });
  await expect(signUp.ends(page.url(), { expectedNonce: "a nonce" })).rejects.toMatchObject({ error: "invalid_grant" });
  await expect(shop.userinfo(tokens)).rejects.toThrow();

  const silent = await shop.begins({ prompt: "none", max_age: "600" });
  await page.goto(silent.url);
  expect((await silent.ends(page.url(), { maxAge: 600 })).claims().sub).toBe(sub);

  const stepUp = await shop.begins({ phone_number, state: "a state" }, true);
  await page.goto(stepUp.url);
  const proof = (await stepUp.ends(page.url(), { expectedState: "a state" })).claims();
  expect(proof).toMatchObject({ phone_number, purpose: "step-up" });

  const canceled = await shop.begins({ prompt: "login" });
  await page.goto(canceled.url);
  await person.presses("Cancel and go back to Shop of tests");
  await page.waitForURL(`${REDIRECT}?*`);
  await expect(canceled.ends(page.url())).rejects.toMatchObject({ error: "access_denied" });
});

test("Apache with mod_auth_openidc shows a page to whoever has verified a number", async ({ person, page }) => {
  await page.goto(HOSTS.Apache);
  await person.isTold("Apache wants to confirm your phone number");
  await verifies(person);
  await expect(page).toHaveURL(`${HOSTS.Apache}/`);
  await expect(page.locator("body")).toContainText(`You are ${e164(person.number)}.`);
  await expect(page.locator("body")).toContainText("Confirmed by text, number of GB.");
  // What asks for another claim stays closed.
  expect((await page.goto(`${HOSTS.Apache}/operators/`)).status()).toBe(401);
});

test("Apache with mod_auth_openidc shows nothing without an answer of ours", async ({ person, page, request }) => {
  const unasked = await request.get(HOSTS.Apache, { maxRedirects: 0 });
  expect(unasked.status()).toBe(302);
  const { searchParams } = new URL(unasked.headers().location);
  const forged = new URLSearchParams({ code: "forged", state: searchParams.get("state"), iss: SERVERS.ordinary.url });
  // In a browser that did not ask, and in the one that did.
  for (const browser of [page.request, request]) {
    const answer = await browser.get(`${HOSTS.Apache}/callback?${forged}`, { maxRedirects: 0 });
    expect(await answer.text()).toMatch(/Bad Request|Error:/);
    expect((await browser.get(HOSTS.Apache, { maxRedirects: 0 })).status()).toBe(302);
  }
  await page.goto(HOSTS.Apache);
  await person.presses("Cancel and go back to Apache");
  // Debian's version takes an error with `iss` for a login that somebody else began, and says so.
  await expect(page.locator("body")).toContainText("Error:");
  expect(page.url()).toContain(`${HOSTS.Apache}/callback?error=access_denied`);
});

test("express-openid-connect lets in whoever has verified a number, and nobody else", async ({ person, page }) => {
  const host = HOSTS["express-openid-connect"];
  await page.goto(`${host}/callback?code=forged&state=forged`);
  await expect(page.getByRole("heading", { name: "Not confirmed" })).toBeVisible();
  await page.goto(host);
  await person.presses("Cancel and go back to express-openid-connect");
  await expect(page.locator("body")).toContainText("access_denied");
  await page.goto(host);
  await verifies(person);
  await expect(page).toHaveURL(`${host}/`);
  await expect(page.locator("body")).toContainText(`You are ${e164(person.number)}.`);
});

async function verifies(person) {
  await person.types();
  await person.presses("Send code");
  await person.typesTheCode(await person.codeFromText());
}
