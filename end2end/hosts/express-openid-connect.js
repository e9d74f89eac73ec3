// A host on express-openid-connect: a page that only people with a verified number see.
import express from "express";
import openid from "express-openid-connect";

const { auth, requiresAuth } = openid;
const port = process.env.PORT;
const app = express();
app.get("/ready.txt", (_, response) => response.send("ready"));
app.use(auth({
  issuerBaseURL: process.env.ISSUER, baseURL: `http://localhost:${port}`, secret: "a secret of tests, which is long enough",
  clientID: "express-openid-connect", clientSecret: "development-only-secret", clientAuthMethod: "client_secret_basic",
  authRequired: false, idTokenSigningAlg: "ES256", authorizationParams: { response_type: "code", scope: "openid profile email phone" },
}));
app.get("/", requiresAuth(), ({ oidc }, response) => response.send(`<h1>Members</h1><p>You are ${oidc.user.phone_number}.</p>`));
app.use((error, _request, response, _next) => response.status(403).send(`<h1>Not confirmed</h1><p>${error.error ?? "no answer to us"}</p>`));
app.listen(port, "127.0.0.1");
