// The client of hosts/any.js, and the ways it sends people.
import { HOSTS } from "../servers.js";

export const CLIENT = {
  client_id: "host", redirect_uri: `${HOSTS.any}/callback`, response_type: "code", scope: "openid phone", state: "a state",
};
const SECRET = { client_secret: "development-only-secret" };

/** The link of an ordinary request, with `more` in place of what is usual. */
export const link = (more = {}) => `/authorize?${new URLSearchParams({ ...CLIENT, ...more })}`;

/** The link of a pushed request for one number. */
export async function pushedLink(request, phone_number) {
  const pushed = await request.post("/par", { form: { ...CLIENT, ...SECRET, phone_number } });
  const { request_uri } = await pushed.json();
  return `/authorize?${new URLSearchParams({ client_id: CLIENT.client_id, request_uri })}`;
}

/** Redeems the code that a person came back with. */
export async function redeem(request, code) {
  const { client_id, redirect_uri } = CLIENT;
  const form = { grant_type: "authorization_code", code, client_id, redirect_uri, ...SECRET };
  return (await request.post("/token", { form })).json();
}
