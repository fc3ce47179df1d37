import { z } from "zod";

/** Longer is none of a browser's. */
const FIELD_LENGTH_MAX = 16_384;

const base64url = z
  .string()
  .min(1)
  .max(FIELD_LENGTH_MAX)
  .regex(/^[\w-]+$/);

const common = { id: base64url, rawId: base64url, type: z.literal("public-key") };

const registration = z.object({
  ...common,
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z.array(z.string().max(20)).max(10).optional(),
  }),
  clientExtensionResults: z.record(z.string(), z.unknown()).default({}),
});

const authentication = z.object({
  ...common,
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: base64url.nullish().transform((handle) => handle ?? undefined),
  }),
  clientExtensionResults: z.record(z.string(), z.unknown()).default({}),
});

/** What a browser has made of a challenge; undefined for anything else. Nothing of it is believed yet. */
export const registrationAnswer = (given: unknown) => registration.safeParse(given).data;

export const authenticationAnswer = (given: unknown) => authentication.safeParse(given).data;

/** The challenge that the browser says it has answered. */
export function answeredChallenge(clientDataJSON: string): string | undefined {
  try {
    const data: unknown = JSON.parse(Buffer.from(clientDataJSON, "base64url").toString("utf8"));
    const { challenge } = (data ?? {}) as { challenge?: unknown };
    return typeof challenge === "string" ? challenge : undefined;
  } catch {
    return undefined;
  }
}
