import { startAuthentication, startRegistration } from "@simplewebauthn/browser";
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/browser";

/** What the browser made of a challenge; null where its person would not, or could not. */
type Answer = Record<string, unknown> | null;

/** Has the browser show one of its passkeys. */
export const showPasskey = (options: Record<string, unknown>): Promise<Answer> =>
  answered(() => startAuthentication({ optionsJSON: options as unknown as PublicKeyCredentialRequestOptionsJSON }));

/** Has the browser make a passkey. */
export const makePasskey = (options: Record<string, unknown>): Promise<Answer> =>
  answered(() => startRegistration({ optionsJSON: options as unknown as PublicKeyCredentialCreationOptionsJSON }));

async function answered(ask: () => Promise<object>): Promise<Answer> {
  try {
    return { ...(await ask()) };
  } catch (error) {
    // Cancelled, timed out, or nothing here that fits: browsers do not say which, so that pages learn nothing.
    if (error instanceof Error) return null;
    throw error;
  }
}
