// Pages of a host with the widget: a test posts one, with its headers, and then opens it.
import http from "node:http";

const pages = new Map();

http.createServer((request, response) => {
  let body = "";
  request.on("data", (part) => (body += part));
  request.on("end", () => {
    const { pathname } = new URL(request.url, "http://host");
    if (request.method === "POST") pages.set(pathname, JSON.parse(body));
    const { html = "", headers = {} } = pages.get(pathname) ?? {};
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", ...headers });
    response.end(html);
  });
}).listen(Number(process.env.PORT), "127.0.0.1");
