// An application that only listens: Ringcode posts its events here, and a page shows them.
import { createServer } from "node:http";
import { Webhook } from "standardwebhooks";

const PORT = Number(process.env.PORT ?? 4012);
// The key of development, which everybody knows. Yours comes from `ringcode webhooks key`.
const webhook = new Webhook(process.env.WEBHOOK_KEY ?? "whsec_ZGV2ZWxvcG1lbnQtb25seS13ZWJob29rLWtleQ==");
const LONGEST = 20_000;

/** The events by their IDs. An application keeps the IDs in its database, with a unique index. */
const events = new Map();

/** Takes an event, and says with which status. */
async function take(request) {
  let body = "", event;
  try {
    for await (const piece of request.setEncoding("utf8")) {
      body += piece;
      if (body.length > LONGEST) return 413;
    }
    // The body as it came: parsed and written again it would have another signature.
    event = webhook.verify(body, request.headers);
  } catch {
    return 401;
  }
  // An event may come more than once, and is the same under the same ID.
  const id = request.headers["webhook-id"];
  if (!events.has(id)) events.set(id, event);
  return 204;
}

function page() {
  const row = ([id, { type, timestamp, data }]) =>
    `<tr><td>${[timestamp, type, JSON.stringify(data), id].map(escape).join("<td>")}`;
  const rows = [...events].reverse().slice(0, 100).map(row);
  return `<!doctype html><html lang="en"><title>Listener</title><meta http-equiv="refresh" content="2">
    <h1>Events</h1><table><tr><th>when<th>type<th>data<th>ID${rows.join("")}</table>`;
}

const escape = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

createServer(async (request, response) => {
  if (request.method === "POST" && request.url === "/webhooks") {
    response.writeHead(await take(request)).end();
  } else if (request.method === "GET" && request.url === "/") {
    response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(page());
  } else {
    response.writeHead(404).end();
  }
}).listen(PORT, "127.0.0.1", () => console.log(`http://localhost:${PORT}`));
