// The certified provider `oidc-provider`, with the clients of tests/openid/conformance: bin/conformance. Prints its
// address, and ends with its input. Whoever logs in, as anybody, has the number of the tests.
import http from "node:http";
import Provider from "oidc-provider";

const PERSON = {
  name: "A Person", email: "person@example.com", address: { country: "US" },
  phone_number: "+14155550100", phone_number_verified: true,
};
const client = (client_id, token_endpoint_auth_method) => ({
  client_id, client_secret: "test-secret", token_endpoint_auth_method,
  redirect_uris: [`https://${client_id}.example/callback`], grant_types: ["authorization_code", "refresh_token"],
});

const server = http.createServer().listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [client("shop", "client_secret_basic"), client("poster", "client_secret_post")],
    claims: { openid: ["sub"], profile: ["name"], email: ["email"], address: ["address"], phone: ["phone_number", "phone_number_verified"] },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, ...PERSON }) }),
    acrValues: ["urn:example:acr"],
    // Requests by POST, which the plan has, come from other sites.
    enableHttpPostMethods: true,
    cookies: { keys: ["of tests"], long: { sameSite: "none" } },
    issueRefreshToken: () => true,
    features: { claimsParameter: { enabled: true } },
  });
  server.on("request", provider.callback());
  console.log(issuer);
});
process.stdin.on("end", () => process.exit()).resume();
