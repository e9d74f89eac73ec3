// One text through Plivo's API, for the peers that run in Node.
const { PLIVO_API_URL, PLIVO_AUTH_ID, PLIVO_AUTH_TOKEN } = process.env;
const url = `${PLIVO_API_URL}/v1/Account/${PLIVO_AUTH_ID}/Message/`;
const authorization = `Basic ${Buffer.from(`${PLIVO_AUTH_ID}:${PLIVO_AUTH_TOKEN}`).toString("base64")}`;
const headers = { authorization, "content-type": "application/json" };

export async function text(number, words) {
  const body = JSON.stringify({ src: "12025550100", dst: number, text: words });
  const response = await fetch(url, { method: "POST", headers, body });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`Plivo answers ${response.status}`);
}
