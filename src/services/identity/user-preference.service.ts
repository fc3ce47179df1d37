import type { NotificationRouting } from "../../entities/identity/user-preference.entity.js";
import { isCurrency } from "../../shared/currency.js";
import { fieldInvalid, notFound } from "../../shared/errors.js";
import type { UserContext } from "../../shared/user-context.js";
import { ownMemberships } from "./own-memberships.js";

export interface UserPreferences {
  landingOrganizationId: string | null;
  notificationRouting: NotificationRouting;
  locale: string | null;
  displayCurrency: string | null;
}

const DEFAULTS: UserPreferences = {
  landingOrganizationId: null,
  notificationRouting: "bell_and_email",
  locale: null,
  displayCurrency: null,
};
const COLUMNS = {
  landingOrganizationId: "landing_organization_id",
  notificationRouting: "notification_routing",
  locale: "locale",
  displayCurrency: "display_currency",
} as const satisfies Record<keyof UserPreferences, string>;
/** Longer than any that means something. */
const LOCALE_LENGTH_MAX = 35;

/** How a person wants their pages: their own alone, each part saved by itself (C-WS-01). Safe to repeat. */
export class UserPreferenceService {
  async read(user: UserContext): Promise<UserPreferences> {
    const [row] = await user.query<UserPreferences>(
      `SELECT ${Object.entries(COLUMNS)
        .map(([name, column]) => `${column} AS "${name}"`)
        .join(", ")} FROM user_preference WHERE user_id = $1`,
      [user.userId],
    );
    return row ?? DEFAULTS;
  }

  /** Where they land after signing in; null: where they were last. NOT_FOUND for where they are no member. */
  async changeLanding(user: UserContext, organizationId: string | null): Promise<void> {
    if (organizationId !== null) {
      const memberships = await ownMemberships(user, user.userId);
      if (!memberships.some(({ organization }) => organization.id === organizationId)) throw notFound("organization");
    }
    await this.write(user, { landingOrganizationId: organizationId });
  }

  changeNotificationRouting(user: UserContext, notificationRouting: NotificationRouting): Promise<void> {
    return this.write(user, { notificationRouting });
  }

  /** What is absent stays. Throws `locale_invalid` and `currency_invalid`. */
  async changeDisplay(
    user: UserContext,
    { locale, displayCurrency }: Partial<Pick<UserPreferences, "locale" | "displayCurrency">>,
  ): Promise<void> {
    if (displayCurrency != null && !isCurrency(displayCurrency)) {
      throw fieldInvalid("currency_invalid", "displayCurrency", "A currency is three letters of ISO 4217.");
    }
    await this.write(user, {
      ...(locale !== undefined && { locale: locale && checkedLocale(locale) }),
      ...(displayCurrency !== undefined && { displayCurrency }),
    });
  }

  private async write(user: UserContext, changes: Partial<UserPreferences>): Promise<void> {
    const entries = Object.entries(changes) as [keyof UserPreferences, unknown][];
    if (entries.length === 0) return;
    const columns = entries.map(([name]) => COLUMNS[name]);
    await user.execute(
      `INSERT INTO user_preference (user_id, updated_at, ${columns.join(", ")})
       VALUES ($1, $2, ${columns.map((_, place) => `$${place + 3}`).join(", ")})
       ON CONFLICT (user_id) DO UPDATE SET updated_at = EXCLUDED.updated_at,
         ${columns.map((column) => `${column} = EXCLUDED.${column}`).join(", ")}`,
      [user.userId, user.clock.now(), ...entries.map(([, value]) => value)],
    );
  }
}

/** A tag of BCP 47 in its canonical spelling. */
function checkedLocale(locale: string): string {
  try {
    const [canonical] = locale.length <= LOCALE_LENGTH_MAX ? Intl.getCanonicalLocales(locale) : [];
    if (canonical !== undefined) return canonical;
  } catch {
    // Said below.
  }
  throw fieldInvalid("locale_invalid", "locale", "A locale is written as in BCP 47, such as en-GB.");
}
