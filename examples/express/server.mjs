// A shop that has Ringcode confirm whose phone it is: at sign-up, and again before an account is
// closed. Express with openid-client.
import { randomBytes } from "node:crypto";
import express from "express";
import session from "express-session";
import * as openid from "openid-client";

const issuer = new URL(process.env.RINGCODE_URL ?? "http://127.0.0.1:3000");
const id = process.env.CLIENT_ID ?? "example-express";
const secret = process.env.CLIENT_SECRET ?? "development-only-secret";
const port = process.env.PORT ?? 4001;
const callback = `http://localhost:${port}/callback`;

// Only development speaks plain HTTP.
const execute = issuer.protocol === "http:" ? [openid.allowInsecureRequests] : [];
let discovered;
const ringcode = () =>
  (discovered ??= openid.discovery(issuer, id, secret, openid.ClientSecretPost(secret), { execute }));

const page = (text) => `<!doctype html><html lang="en"><title>Shop</title><h1>Shop</h1>${text}`;

// Sends the person to Ringcode. The request is pushed, so nobody can change it on the way.
async function verify(request, response, more) {
  const verifier = openid.randomPKCECodeVerifier();
  const state = openid.randomState();
  request.session.pending = { verifier, state, expected: more.phone_number };
  const address = await openid.buildAuthorizationUrlWithPAR(await ringcode(), {
    redirect_uri: callback,
    scope: "openid phone",
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
    ...more,
  });
  response.redirect(address.href);
}

const app = express();
app.use(session({ secret: randomBytes(32).toString("hex"), resave: false, saveUninitialized: false }));

app.get("/", ({ session: { phone } }, response) => {
  response.send(
    phone
      ? page(`<p>You are ${phone}.</p><p><a href="/close">Close my account</a></p>`)
      : page('<p><a href="/sign-up">Sign up with your phone</a></p>'),
  );
});
app.get("/sign-up", (request, response) => verify(request, response, {}));
app.get("/close", (request, response) =>
  verify(request, response, { phone_number: request.session.phone, prompt: "login" }),
);

app.get("/callback", async (request, response) => {
  const { verifier, state, expected } = request.session.pending ?? {};
  delete request.session.pending;
  const address = new URL(request.originalUrl, callback);
  const checks = { pkceCodeVerifier: verifier, expectedState: state };
  const tokens = await openid.authorizationCodeGrant(await ringcode(), address, checks);
  const { phone_number: phone } = tokens.claims();
  if (!expected) {
    request.session.phone = phone;
    return response.redirect("/");
  }
  // Compare with our own record: a proof of another number proves nothing here.
  if (phone !== expected) return response.status(403).send(page("<p>That is another number.</p>"));
  delete request.session.phone;
  response.send(page("<p>Your account is closed.</p>"));
});

// Cancelled, another person's number, or an answer that was not for us.
app.use((error, request, response, _next) => {
  response.status(403).send(page(`<p>Not confirmed: ${error.error ?? "try again"}.</p><a href="/">Back</a>`));
});

app.listen(port, () => console.log(`http://localhost:${port}`));
