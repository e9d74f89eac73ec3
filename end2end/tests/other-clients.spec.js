// Clients that others have written, against this provider. The browser part is the person's.
import * as client from "openid-client";
import { test, expect } from "./person.js";

const REDIRECT = "http://127.0.0.1:4003/callback";

/** A host on openid-client, which checks whatever it is told. */
async function host(baseURL) {
  const config = await client.discovery(new URL(baseURL), "example-axum", "development-only-secret", undefined,
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
  await person.presses("Cancel and go back to axum example");
  await page.waitForURL(`${REDIRECT}?*`);
  await expect(canceled.ends(page.url())).rejects.toMatchObject({ error: "access_denied" });
});
