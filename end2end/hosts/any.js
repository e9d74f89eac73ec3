// A host application, as far as browsers see it: whatever comes back to it is answered with a page.
import http from "node:http";

http.createServer((request, response) => {
  let body = "";
  request.on("data", (part) => (body += part));
  request.on("end", () => {
    const address = new URL(request.url, "http://host");
    const parameters = new URLSearchParams(body || address.search);
    response.setHeader("content-type", "text/html");
    response.end(`<title>Host</title><h1>Back at the host</h1>
      <p id="told">${["code", "error", "state"].filter((name) => parameters.has(name)).join(" ")}</p>
      <p id="referrer">${request.headers.referer ?? ""}</p>`);
  });
}).listen(Number(process.env.PORT), "127.0.0.1");
