import type { MigrationInterface } from "typeorm";

import { Tables1795251600000 } from "./1795251600000-tables.js";
import { RowSecurity1795251660000 } from "./1795251660000-row-security.js";
import { Lookups1795251720000 } from "./1795251720000-lookups.js";
import { BotFlags1795251780000 } from "./1795251780000-bot-flags.js";
import { JournalBacklog1795251840000 } from "./1795251840000-journal-backlog.js";
import { JournalKindIndex1795252200000 } from "./1795252200000-journal-kind-index.js";
import { ClickTimeIndex1795252260000 } from "./1795252260000-click-time-index.js";
import { ListIndexes1795252320000 } from "./1795252320000-list-indexes.js";
import { RateLimits1795252380000 } from "./1795252380000-rate-limits.js";
import { ChangesSince1795252440000 } from "./1795252440000-changes-since.js";
import { CommissionInstant1795252500000 } from "./1795252500000-commission-instant.js";
import { CommissionInstantFilled1795252560000 } from "./1795252560000-commission-instant-filled.js";
import { IdempotencyExpiry1795252620000 } from "./1795252620000-idempotency-expiry.js";
import { CommissionRollups1795252680000 } from "./1795252680000-commission-rollups.js";
import { UserSessions1795253000000 } from "./1795253000000-user-sessions.js";
import { Memberships1795253060000 } from "./1795253060000-memberships.js";
import { Mail1795253200000 } from "./1795253200000-mail.js";
import { OrganizationFounding1795253360000 } from "./1795253360000-organization-founding.js";
import { Invitations1795253260000 } from "./1795253260000-invitations.js";
import { OrganizationRecord1795253300000 } from "./1795253300000-organization-record.js";
import { Flags1795253400000 } from "./1795253400000-flags.js";
import { Impersonations1795253520000 } from "./1795253520000-impersonations.js";
import { Operators1795253460000 } from "./1795253460000-operators.js";
import { Credentials1795253500000 } from "./1795253500000-credentials.js";
import { SignInSteps1795253560000 } from "./1795253560000-sign-in-steps.js";
import { KeyScopes1795253600000 } from "./1795253600000-key-scopes.js";
import { ImpersonatedSeats1795253660000 } from "./1795253660000-impersonated-seats.js";
import { NoMemberGeneration1795253700000 } from "./1795253700000-no-member-generation.js";
import { WholeHashes1795253760000 } from "./1795253760000-whole-hashes.js";
import { OperatorDesk1795253780000 } from "./1795253780000-operator-desk.js";
import { NewsByMail1795253900000 } from "./1795253900000-news-by-mail.js";
import { MembersFound1795253960000 } from "./1795253960000-members-found.js";

/** In the order in which they run. A merged migration is not edited. */
export const MIGRATIONS: (new () => MigrationInterface)[] = [
  Tables1795251600000,
  RowSecurity1795251660000,
  Lookups1795251720000,
  BotFlags1795251780000,
  JournalBacklog1795251840000,
  JournalKindIndex1795252200000,
  ClickTimeIndex1795252260000,
  ListIndexes1795252320000,
  RateLimits1795252380000,
  ChangesSince1795252440000,
  CommissionInstant1795252500000,
  CommissionInstantFilled1795252560000,
  IdempotencyExpiry1795252620000,
  CommissionRollups1795252680000,
  UserSessions1795253000000,
  Memberships1795253060000,
  Mail1795253200000,
  Invitations1795253260000,
  OrganizationRecord1795253300000,
  OrganizationFounding1795253360000,
  Flags1795253400000,
  Operators1795253460000,
  Credentials1795253500000,
  Impersonations1795253520000,
  SignInSteps1795253560000,
  KeyScopes1795253600000,
  ImpersonatedSeats1795253660000,
  NoMemberGeneration1795253700000,
  WholeHashes1795253760000,
  OperatorDesk1795253780000,
  NewsByMail1795253900000,
  MembersFound1795253960000,
];
