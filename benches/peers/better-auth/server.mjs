// better-auth with its phoneNumber plugin: codes and its own rate limits in Redis, where
// they go by default once there is one, users in SQLite with a write-ahead log, as
// django-phone-verify has them. Sessions are not asked for: verification is all we compare.
import { createServer } from "node:http";
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { toNodeHandler } from "better-auth/node";
import { phoneNumber } from "better-auth/plugins";
import Database from "better-sqlite3";
import { createClient } from "redis";
import { text } from "../plivo.mjs";

const { PORT, REDIS_URL, DATABASE } = process.env;
const redis = await createClient({ url: REDIS_URL }).connect();
const database = new Database(DATABASE);
database.pragma("journal_mode = WAL");
database.pragma("synchronous = NORMAL");
const baseURL = `http://127.0.0.1:${PORT}`;

const auth = betterAuth({
  baseURL,
  secret: "a secret for measuring, of more than 32 characters",
  database,
  secondaryStorage: {
    get: (key) => redis.get(key),
    set: (key, value, ttl) => redis.set(key, value, ttl ? { EX: ttl } : {}),
    delete: (key) => redis.del(key),
    getAndDelete: (key) => redis.getDel(key),
    increment: async (key, ttl) => {
      const [count] = await redis.multi().incr(key).expire(key, ttl, "NX").exec();
      return count;
    },
  },
  telemetry: { enabled: false },
  plugins: [
    phoneNumber({
      sendOTP: ({ phoneNumber: number, code }) => text(number, `${code} is your code`),
      expiresIn: 600,
      signUpOnVerification: { getTempEmail: (number) => `${number.slice(1)}@example.com` },
    }),
  ],
});

await (await getMigrations(auth.options)).runMigrations();
createServer(toNodeHandler(auth)).listen(Number(PORT), "127.0.0.1");
