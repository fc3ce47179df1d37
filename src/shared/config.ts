import { z } from "zod";

import { throughPooler } from "./database/pooled-url.js";
import { SetupError } from "./setup-error.js";
import type { IsTrustedProxy } from "./trusted-proxies.js";
import { trustedProxies } from "./trusted-proxies.js";

const PORT_MAX = 65_535;
const SECRET_KEY_BYTES = 32;

const port = z.coerce.number().int().min(0).max(PORT_MAX);

/** Text that must not be a number a YAML file swallowed: an unquoted 000… key arrives as 0 (A-BUG-09). */
const secretKey = z.string().transform((text, check) => {
  const decoded = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, "hex") : Buffer.from(text, "base64");
  if (decoded.length !== SECRET_KEY_BYTES) {
    check.addIssue({ code: "custom", message: "must be exactly 32 bytes, as 64 hex digits or base64" });
    return z.NEVER;
  }
  return decoded;
});

/** Comma-separated, each as browsers send it: `https://app.example.com`, without a path. */
const origins = z.string().transform((text, check) => {
  const given = text.split(",").map((origin) => origin.trim());
  for (const origin of given) {
    if (URL.canParse(origin) && new URL(origin).origin === origin) continue;
    check.addIssue({ code: "custom", message: `"${origin}" is not an origin such as https://app.example.com` });
  }
  return given;
});

/** A name or an address of the network, without anything that would make a URL of it. */
const HOST = /^[\w.:-]{1,253}$/;

/** `mail@example.com` or `Name <mail@example.com>`. */
const sender = z.string().transform((text, check) => {
  const [, name = "", address = ""] = /^(?:([^<>\p{Cc}]{0,100})<([^<>]+)>|)$/u.exec(text.trim()) ?? [];
  const from = address === "" ? { name: "", address: text.trim() } : { name: name.replaceAll('"', "").trim(), address };
  if (z.email().safeParse(from.address).success) return from;
  check.addIssue({ code: "custom", message: "must be mail@example.com or Name <mail@example.com>" });
  return z.NEVER;
});

const proxies = z.string().transform((text, check): IsTrustedProxy => {
  try {
    return trustedProxies(text);
  } catch {
    check.addIssue({ code: "custom", message: "must be a number of proxies, or their addresses and ranges" });
    return z.NEVER;
  }
});

/** Comma-separated, without blanks between. */
const names = z.string().transform((text) =>
  text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== ""),
);

/** Comma-separated, each exactly as its tokens spell it. */
const issuers = names.superRefine((given, check) => {
  for (const issuer of given) {
    if (/^https?:\/\//.test(issuer) && URL.canParse(issuer)) continue;
    check.addIssue({ code: "custom", message: `"${issuer}" is not an issuer such as https://id.example.com` });
  }
});

const settings = z
  .object({
    HOST: z.string().default("127.0.0.1"),
    PORT: port.default(4000),
    PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
    METRICS_PORT: port.optional(),
    TRUST_PROXY: proxies.optional(),
    TRIBUTARY_DATA: z.string().min(1).optional(),
    TRIBUTARY_TENANCY: z.enum(["single", "multi"]).optional(),
    TRIBUTARY_VERIFY_ORGANIZATIONS: z.enum(["on", "off"]).default("off"),
    TRIBUTARY_ENVIRONMENT: z
      .string()
      .regex(/^[a-z0-9-]{1,30}$/, "must be 1 to 30 lower-case letters, digits or hyphens")
      .default("production"),
    TRIBUTARY_OWNER_EMAIL: z.email().default("owner@localhost.localdomain"),
    TRIBUTARY_SECRET_KEY: secretKey.optional(),
    TRIBUTARY_BREACHED_PASSWORDS: z.string().optional(),
    TRIBUTARY_RATE_LIMITS: z.enum(["on", "off"]).default("on"),
    TRIBUTARY_CORS_ORIGINS: origins.default([]),
    ENABLE_CSP_ENFORCE: z.enum(["true", "false"]).default("true"),
    OIDC_ISSUER: issuers.default([]),
    OIDC_AUDIENCE: names.default([]),
    TRIBUTARY_OPERATOR_AUDIENCE: z.string().min(1).default("tributary-operator"),
    DATABASE_URL: z.string().optional(),
    DATABASE_URL_APP: z.string().optional(),
    DATABASE_SESSION_URL: z.string().optional(),
    DATABASE_POOLER: z.literal("transaction").optional(),
    DATABASE_POOL_MAX: z.coerce.number().int().min(2).max(500).default(20),
    MAIL_FROM: sender.optional(),
    SMTP_HOST: z.string().regex(HOST).optional(),
    SMTP_PORT: port.default(587),
    SMTP_SECURITY: z.enum(["tls", "starttls", "none"]).optional(),
    SMTP_USER: z.string().max(320).optional(),
    SMTP_PASSWORD: z.string().max(1_000).optional(),
    POSTMARK_SERVER_TOKEN: z.string().max(200).optional(),
    LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("warn"),
  })
  .superRefine((read, check) => {
    const need = (
      name: "DATABASE_URL" | "DATABASE_URL_APP" | "TRIBUTARY_SECRET_KEY" | "MAIL_FROM",
      why: string,
    ): void => {
      if (read[name] === undefined) check.addIssue({ code: "custom", path: [name], message: why });
    };
    if (read.DATABASE_URL !== undefined) {
      need("DATABASE_URL_APP", "is required with DATABASE_URL: the runtime never falls back to the owner");
      need("TRIBUTARY_SECRET_KEY", "is required with DATABASE_URL");
    } else if (read.DATABASE_URL_APP !== undefined) {
      need("DATABASE_URL", "is required with DATABASE_URL_APP: migrations run as the owner");
    } else if (read.DATABASE_SESSION_URL !== undefined || read.DATABASE_POOLER !== undefined) {
      need("DATABASE_URL", "is required with DATABASE_SESSION_URL and DATABASE_POOLER");
    }
    if (read.SMTP_HOST !== undefined || read.POSTMARK_SERVER_TOKEN !== undefined) {
      need("MAIL_FROM", "is required with SMTP_HOST and with POSTMARK_SERVER_TOKEN: mail comes from somebody");
    }
  });

/** As they stand in the environment. */
export const SETTING_NAMES: readonly string[] = Object.keys(settings.shape);

/** The settings, read once. Only this file reads the environment. */
export interface Config {
  host: string;
  port: number;
  /** The base of printed links, without a slash at its end; absent until the port is known. */
  publicUrl: string | undefined;
  metricsPort: number | undefined;
  /** Whose X-Forwarded-For is believed; absent: nobody's. */
  isTrustedProxy: IsTrustedProxy | undefined;
  dataFolder: string | undefined;
  tenancy: "single" | "multi" | undefined;
  /** Whether an organization that somebody makes waits until an operator has verified it. */
  verifiesOrganizations: boolean;
  /** What this installation is, as flags name it. */
  environment: string;
  /** Whose the first organization is. */
  ownerEmail: string;
  secretKey: Buffer | undefined;
  /** A file of passwords that nobody may choose; undefined: none. */
  breachedPasswords: string | undefined;
  rateLimits: boolean;
  /** Other sites whose pages may call the graph and REST with a key. */
  corsOrigins: string[];
  /** Whether browsers keep a page from what its content security policy forbids, instead of only telling. */
  isPolicyEnforced: boolean;
  /** Identity providers whose tokens are believed. */
  oidcIssuers: string[];
  /** Audiences of their tokens that are believed. */
  oidcAudiences: string[];
  /** The audience that makes a token an operator's. */
  operatorAudience: string;
  ownerDatabaseUrl: string | undefined;
  appDatabaseUrl: string | undefined;
  /** The runtime role's as well, for what needs a session of its own; absent: `appDatabaseUrl`. */
  sessionDatabaseUrl: string | undefined;
  databasePoolMax: number;
  /** Which mail leaves where the app has no settings of its own; undefined: none. */
  mail: MailConfig | undefined;
  logLevel: string;
}

/** Mail as the environment sets it: SMTP where it has a host, else Postmark (A-CFG-03). */
export interface MailConfig {
  from: { address: string; name: string };
  smtp?: {
    host: string;
    port: number;
    security: "tls" | "starttls" | "none";
    username: string | null;
    password: string | null;
  };
  postmarkToken?: string;
}

/** Thrown when the environment does not make sense; the message names every fault at once. */
export class ConfigError extends SetupError {}

export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  // An empty setting in an env file means "not set".
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = settings.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new ConfigError(`These settings are wrong:\n  ${faults.join("\n  ")}`);
  }
  const read = parsed.data;
  return {
    host: read.HOST,
    port: read.PORT,
    publicUrl: read.PUBLIC_URL?.replace(/\/+$/, ""),
    metricsPort: read.METRICS_PORT,
    isTrustedProxy: read.TRUST_PROXY,
    dataFolder: read.TRIBUTARY_DATA,
    tenancy: read.TRIBUTARY_TENANCY,
    verifiesOrganizations: read.TRIBUTARY_VERIFY_ORGANIZATIONS === "on",
    environment: read.TRIBUTARY_ENVIRONMENT,
    ownerEmail: read.TRIBUTARY_OWNER_EMAIL,
    secretKey: read.TRIBUTARY_SECRET_KEY,
    breachedPasswords: read.TRIBUTARY_BREACHED_PASSWORDS,
    rateLimits: read.TRIBUTARY_RATE_LIMITS === "on",
    corsOrigins: read.TRIBUTARY_CORS_ORIGINS,
    isPolicyEnforced: read.ENABLE_CSP_ENFORCE === "true",
    oidcIssuers: read.OIDC_ISSUER,
    oidcAudiences: read.OIDC_AUDIENCE,
    operatorAudience: read.TRIBUTARY_OPERATOR_AUDIENCE,
    ownerDatabaseUrl: read.DATABASE_URL,
    appDatabaseUrl:
      read.DATABASE_URL_APP !== undefined && read.DATABASE_POOLER !== undefined
        ? throughPooler(read.DATABASE_URL_APP)
        : read.DATABASE_URL_APP,
    sessionDatabaseUrl: read.DATABASE_SESSION_URL,
    databasePoolMax: read.DATABASE_POOL_MAX,
    mail: mailOf(read),
    logLevel: read.LOG_LEVEL,
  };
}

const TLS_PORT = 465;

function mailOf(read: z.infer<typeof settings>): MailConfig | undefined {
  const { MAIL_FROM: from, SMTP_HOST: host, SMTP_PORT: port, POSTMARK_SERVER_TOKEN: postmarkToken } = read;
  if (from === undefined) return undefined;
  if (host !== undefined) {
    const security = read.SMTP_SECURITY ?? (port === TLS_PORT ? "tls" : "starttls");
    return {
      from,
      smtp: { host, port, security, username: read.SMTP_USER ?? null, password: read.SMTP_PASSWORD ?? null },
    };
  }
  return postmarkToken === undefined ? undefined : { from, postmarkToken };
}
