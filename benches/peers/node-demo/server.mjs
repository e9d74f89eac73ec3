// What Plivo's Node demo does, written anew for measuring: a static page, a text
// with a code that Redis keeps, and a check that is one GET. No limit, no session.
import { createHash, randomInt } from "node:crypto";
import express from "express";
import { createClient } from "redis";
import { text } from "../plivo.mjs";

const { PORT, REDIS_URL, PAGE } = process.env;
const redis = await createClient({ url: REDIS_URL }).connect();
const key = (number) => `demo:${createHash("sha1").update(number).digest("hex")}`;

const app = express();
app.use(express.static(PAGE));
app.use(express.urlencoded({ extended: false }));

app.post("/send", async (request, response) => {
  const { number } = request.body;
  const code = String(randomInt(1_000_000)).padStart(6, "0");
  await redis.set(key(number), code, { EX: 600 });
  await text(number, `${code} is your code`);
  response.json({ sent: true });
});

app.post("/verify", async (request, response) => {
  const { number, code } = request.body;
  const verified = (await redis.get(key(number))) === code;
  response.status(verified ? 200 : 422).json({ verified });
});

app.listen(Number(PORT), "127.0.0.1");
