// better-auth with its phoneNumber plugin: codes in Redis, users in memory (which is
// faster than any database). Sessions are not asked for: verification is all we compare.
import { createServer } from "node:http";
import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import { toNodeHandler } from "better-auth/node";
import { phoneNumber } from "better-auth/plugins";
import { createClient } from "redis";
import { text } from "../plivo.mjs";

const { PORT, REDIS_URL } = process.env;
const redis = await createClient({ url: REDIS_URL }).connect();
const baseURL = `http://127.0.0.1:${PORT}`;

const auth = betterAuth({
  baseURL,
  secret: "a secret for measuring, of more than 32 characters",
  database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
  secondaryStorage: {
    get: (key) => redis.get(key),
    set: (key, value, ttl) => redis.set(key, value, ttl ? { EX: ttl } : {}),
    delete: (key) => redis.del(key),
    getAndDelete: (key) => redis.getDel(key),
  },
  rateLimit: { enabled: true, storage: "memory" },
  telemetry: { enabled: false },
  plugins: [
    phoneNumber({
      sendOTP: ({ phoneNumber: number, code }) => text(number, `${code} is your code`),
      expiresIn: 600,
      signUpOnVerification: { getTempEmail: (number) => `${number.slice(1)}@example.com` },
    }),
  ],
});

createServer(toNodeHandler(auth)).listen(Number(PORT), "127.0.0.1");
