import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import type { Role } from "../../src/shared/role.js";
import { FLAG_SEEDS } from "../../src/services/platform/flags/flag-seeds.js";
import { ROLES } from "../../src/shared/role.js";
import type { DoorOrganization } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";
import { eventually } from "../support/eventually.js";
import { Asker, REFUSAL } from "../support/told.js";

const BRANDING = "branding { primaryColor accentColor logoUrl bannerUrl }";
const SETTINGS = `isListed description industry website sizeBucket recordingRetentionDays inherited ${BRANDING}
  capabilities { canSponsor canHost isHostingOpen runsPartnerProgram resells isInert } organization { name slug timeZone status depth }`;
const BILLING =
  "fundingMode currency billingEmail paymentTermsDays gstNumber msmeNumber panNumber requiresPurchaseOrders inherited";

const RENAME = `mutation ($input: RenameOrganizationInput!) { renameOrganization(input: $input) {
  ${REFUSAL} ... on RenameOrganizationPayload { organization { name slug } } } }`;
const PROFILE = `mutation ($input: ChangeOrganizationProfileInput!) { changeOrganizationProfile(input: $input) {
  ${REFUSAL} ... on ChangeOrganizationProfilePayload { settings { ${SETTINGS} } } } }`;
const COLORS = `mutation ($input: ChangeOrganizationBrandingInput!) { changeOrganizationBranding(input: $input) {
  ${REFUSAL} ... on ChangeOrganizationBrandingPayload { settings { ${SETTINGS} } } } }`;
const BILL = `mutation ($input: ChangeBillingIdentityInput!) { changeBillingIdentity(input: $input) {
  ${REFUSAL} ... on ChangeBillingIdentityPayload { billing { ${BILLING} } } } }`;
const CAPABILITIES = `mutation ($input: ChangeOrganizationCapabilitiesInput!) { changeOrganizationCapabilities(input: $input) {
  ${REFUSAL} ... on ChangeOrganizationCapabilitiesPayload { settings { ${SETTINGS} } } } }`;
const FUND = `mutation ($input: ChangeFundingInput!) { changeFunding(input: $input) {
  ${REFUSAL} ... on ChangeFundingPayload { billing { ${BILLING} } } } }`;
const DEACTIVATE = `mutation ($input: DeactivateOrganizationInput!) { deactivateOrganization(input: $input) {
  ${REFUSAL} ... on DeactivateOrganizationPayload { organization { status } } } }`;

const kindsOf = async ({ ctx }: DoorOrganization): Promise<string[]> =>
  (
    await ctx.query<{ kind: string }>(
      "SELECT kind FROM journal_entry WHERE kind LIKE 'organization.%' ORDER BY position",
    )
  ).map(({ kind }) => kind);

const invalid = (code: string, field: string) => ({ __typename: "FieldInvalid", code, path: [field] });

const settings = async (who: Asker): Promise<any> =>
  (await who.ask(`{ organizationSettings { ${SETTINGS} } }`, {})).data?.organizationSettings;

describe("an organization's settings", () => {
  let door: DoorWorld;
  let acme: DoorOrganization;
  let asking: Record<Role, Asker>;

  beforeAll(async () => {
    door = await DoorWorld.start();
  });
  afterAll(() => door.end());

  async function people(organization: DoorOrganization): Promise<Record<Role, Asker>> {
    const askers: [Role, Asker][] = [];
    for (const role of ROLES) askers.push([role, new Asker(door, (await organization.member(role)).token)]);
    return Object.fromEntries(askers) as Record<Role, Asker>;
  }
  beforeAll(async () => {
    acme = await door.organization();
    asking = await people(acme);
  });

  test("C-ORG-01 C-ORG-17 one that was just made has all of them, by default", async () => {
    expect(await settings(asking.OWNER)).toEqual({
      description: null,
      industry: null,
      website: null,
      sizeBucket: null,
      isListed: false,
      recordingRetentionDays: 90,
      inherited: [],
      branding: { primaryColor: null, accentColor: null, logoUrl: null, bannerUrl: null },
      capabilities: {
        canSponsor: false,
        canHost: false,
        isHostingOpen: false,
        runsPartnerProgram: true,
        resells: false,
        isInert: false,
      },
      organization: { name: `The ${acme.slug}`, slug: acme.slug, timeZone: "UTC", status: "ACTIVE", depth: 0 },
    });
  });

  test("each change is kept, told to the journal once, and repeated it changes nothing", async () => {
    const organization = await door.organization();
    const { OWNER: owner, BILLING_ADMIN: billing } = await people(organization);
    const { timeZone, ...said } = {
      description: "Sells tea.",
      industry: "Tea",
      website: "https://tea.example/",
      sizeBucket: "UP_TO_50",
      timeZone: "Europe/Berlin",
    };
    for (const _ of [1, 2]) {
      expect(await owner.told(RENAME, { name: " Tea & Co " })).toMatchObject({
        organization: { name: "Tea & Co", slug: organization.slug },
      });
      expect(await owner.told(PROFILE, { ...said, timeZone })).toMatchObject({
        settings: { ...said, organization: { timeZone } },
      });
      expect(await owner.told(COLORS, { primaryColor: "#1F6FEB" })).toMatchObject({
        settings: { branding: { primaryColor: "#1f6feb", accentColor: null } },
      });
      expect(
        await billing.told(BILL, {
          gstNumber: "27AAPFU0939F1ZV",
          panNumber: "AAPFU0939F",
          paymentTermsDays: 15,
          requiresPurchaseOrders: true,
          billingEmail: "Pay@tea.example",
        }),
      ).toMatchObject({
        billing: {
          gstNumber: "27AAPFU0939F1ZV",
          panNumber: "AAPFU0939F",
          paymentTermsDays: 15,
          requiresPurchaseOrders: true,
          billingEmail: "pay@tea.example",
        },
      });
      expect(await owner.told(CAPABILITIES, { canSponsor: true, runsPartnerProgram: false })).toMatchObject({
        settings: {
          capabilities: { canSponsor: true, canHost: false, runsPartnerProgram: false, resells: false, isInert: false },
        },
      });
    }
    await eventually(async () =>
      expect(await kindsOf(organization)).toEqual([
        "organization.created",
        "organization.changed",
        "organization.profileChanged",
        "organization.brandingChanged",
        "organization.billingChanged",
        "organization.capabilitiesChanged",
      ]),
    );
    const entries = await organization.ctx.query<{ bytes: Buffer }>("SELECT bytes FROM journal_entry");
    expect(entries.map(({ bytes }) => bytes.toString()).join()).not.toMatch(/tea\.example|27AAPFU/);
    expect(await owner.told(PROFILE, { description: null, industry: " " })).toMatchObject({
      settings: { description: null, industry: null, website: "https://tea.example/" },
    });
  });

  test("what cannot be is refused by name, and nothing of it is kept", async () => {
    const { OWNER: owner } = asking;
    expect(await owner.told(RENAME, { name: "\n" })).toMatchObject(invalid("NAME_INVALID", "name"));
    expect(await owner.told(PROFILE, { industry: "Kept?", website: "ftp://x" })).toMatchObject(
      invalid("WEBSITE_INVALID", "website"),
    );
    expect(await owner.told(PROFILE, { industry: "Kept?", timeZone: "Mars/Base" })).toMatchObject(
      invalid("TIME_ZONE_UNKNOWN", "timeZone"),
    );
    expect(await owner.told(COLORS, { primaryColor: "red" })).toMatchObject(invalid("COLOR_INVALID", "primaryColor"));
    expect(await owner.told(BILL, { gstNumber: "27AAPFU0939F1ZV", panNumber: "AAACA1234A" })).toMatchObject(
      invalid("PAN_NUMBER_MISMATCH", "panNumber"),
    );
    expect(await owner.told(BILL, { paymentTermsDays: 1000 })).toMatchObject(
      invalid("PAYMENT_TERMS_INVALID", "paymentTermsDays"),
    );
    expect(await settings(owner)).toMatchObject({ industry: null, website: null });
  });

  test("C-ORG-07 hosting is refused until the gate is open, and nothing of the request is kept", async () => {
    expect(await asking.OWNER.told(CAPABILITIES, { canHost: true, resells: true })).toMatchObject({
      __typename: "HostOrgsGated",
      code: "HOST_ORGS_GATED",
    });
    expect((await settings(asking.OWNER)).capabilities).toMatchObject({
      canHost: false,
      isHostingOpen: false,
      resells: false,
    });

    // Once it is open, whoever hosts goes on hosting when it is closed again.
    const { flags } = door.container;
    await flags.ensureSeeds(door.world.operator, FLAG_SEEDS);
    await flags.change(door.world.operator, "host_orgs", { state: "on" });
    expect((await settings(asking.OWNER)).capabilities).toMatchObject({ canHost: false, isHostingOpen: true });
    expect(await asking.OWNER.told(CAPABILITIES, { canHost: true })).toMatchObject({
      settings: { capabilities: { canHost: true } },
    });
    await flags.kill(door.world.operator, "host_orgs");
    expect(await asking.OWNER.told(CAPABILITIES, { canHost: true, resells: true })).toMatchObject({
      settings: { capabilities: { canHost: true, isHostingOpen: true, resells: true } },
    });
    await asking.OWNER.told(CAPABILITIES, { canHost: false, resells: false });
    expect(await asking.OWNER.told(CAPABILITIES, { canHost: true })).toMatchObject({ code: "HOST_ORGS_GATED" });
  });

  test("C-BIL-02 how it pays is changed by its owner or its billing administrator, also where it had no account yet", async () => {
    const organization = await door.organization();
    await door.world.as(organization.id).query("SELECT FROM billing_account");
    const { BILLING_ADMIN: billing, MAINTAINER: other } = await people(organization);
    for (const _ of [1, 2]) {
      expect(await billing.told(FUND, { fundingMode: "INVOICE", currency: "INR" })).toMatchObject({
        billing: { fundingMode: "INVOICE", currency: "INR" },
      });
    }
    expect(await billing.told(FUND, { currency: "XXX" })).toMatchObject(invalid("CURRENCY_INVALID", "currency"));
    expect(await other.refusal(FUND, { fundingMode: "WALLET" })).toBe("FORBIDDEN");
    const bare = await door.world.bareOrganization();
    await door.container.organizationSettings.changeFunding(door.world.as(bare), { fundingMode: "license" });
    expect(await door.container.organizationSettings.billing(door.world.as(bare))).toMatchObject({
      fundingMode: "license",
      currency: "USD",
    });
  });

  test("C-ORG-14 whoever signs in finds those that let themselves be listed, and no others", async () => {
    const [listed, hidden, ended] = [await door.organization(), await door.organization(), await door.organization()];
    for (const one of [listed, ended]) {
      const owner = new Asker(door, (await one.member("OWNER")).token);
      await owner.told(RENAME, { name: "100% Tea_House" });
      expect(await owner.told(PROFILE, { isListed: true, industry: "Tea" })).toMatchObject({
        settings: { isListed: true },
      });
    }
    await door.container.organizationLifecycle.step(door.world.operator, ended.id, "suspend");
    const found = async (search: string): Promise<string[]> => {
      const text = "query ($search: String) { exploreOrganizations(search: $search) { slug name industry logoUrl } }";
      const { data } = await door.graph(text, { token: (await hidden.member("LEARNER")).token, variables: { search } });
      return data.exploreOrganizations.map(({ slug }: { slug: string }) => slug);
    };
    for (const search of ["", "tea", "TEA_h", "100%", listed.slug])
      expect([search, await found(search)]).toEqual([search, [listed.slug]]);
    for (const search of ["coffee", hidden.slug, "_%", "' OR 1=1", "\u0000nothing"])
      expect([search, await found(search)]).toEqual([search, []]);
    const partner = new Asker(door, (await hidden.partner()).token);
    expect(await partner.refusal("{ exploreOrganizations { slug } }", {})).toBe("FORBIDDEN");
  });

  test("C-ORG-02 without any capability an organization is inert", async () => {
    const organization = await door.organization();
    const owner = new Asker(door, (await organization.member("OWNER")).token);
    expect(await owner.told(CAPABILITIES, { runsPartnerProgram: false })).toMatchObject({
      settings: { capabilities: { isInert: true } },
    });
  });

  test("who may change what stands in the table: billing is not a rank", async () => {
    const tried: [string, Record<string, unknown>, Role[]][] = [
      [RENAME, { name: acme.slug }, ["OWNER", "MAINTAINER"]],
      [PROFILE, {}, ["OWNER", "MAINTAINER"]],
      [COLORS, {}, ["OWNER", "MAINTAINER"]],
      [BILL, {}, ["OWNER", "BILLING_ADMIN"]],
      [CAPABILITIES, {}, ["OWNER"]],
      [DEACTIVATE, { slug: "not-the-slug" }, ["OWNER"]],
      ["{ organizationSettings { industry } }", {}, ["OWNER", "MAINTAINER"]],
      ["{ billingIdentity { gstNumber } }", {}, ["OWNER", "MAINTAINER", "BILLING_ADMIN", "MANAGER"]],
      [`{ organization { ${BRANDING} } }`, {}, [...ROLES]],
    ];
    for (const [text, input, allowed] of tried) {
      const may = [];
      for (const role of ROLES) if ((await asking[role].refusal(text, input)) !== "FORBIDDEN") may.push(role);
      expect({ text, may }).toEqual({ text, may: allowed });
    }
  });

  test("C-ORG-06 only the typed slug ends it; the row remains, its people are told, and its slug stays taken", async () => {
    const organization = await door.organization();
    const owner = new Asker(door, (await organization.member("OWNER")).token);
    expect(await owner.told(DEACTIVATE, { slug: acme.slug })).toMatchObject({
      __typename: "FieldInvalid",
      code: "SLUG_MISMATCH",
      path: ["slug"],
    });
    expect(await owner.told(DEACTIVATE, { slug: organization.slug })).toMatchObject({
      organization: { status: "DEACTIVATED" },
    });
    expect(await owner.refusal("{ organization { name } }", {})).toBe("organization_deactivated");
    expect(await organization.ctx.query("SELECT status FROM organization")).toEqual([{ status: "deactivated" }]);
    const again = door.container.organizations.create(door.world.operator, { slug: organization.slug, name: "Again" });
    await expect(again).rejects.toMatchObject({ code: "slug_taken" });
  });

  test("a change reaches nobody else: it names no organization, and a rival's stays as it was", async () => {
    const rival = await door.organization();
    const { OWNER: theirs } = await people(rival);
    await asking.OWNER.told(PROFILE, { industry: "Ours" });
    expect((await settings(theirs)).industry).toBeNull();
    expect(await rival.ctx.query("SELECT industry FROM organization_profile")).toEqual([{ industry: null }]);
  });

  test("twenty who change different things at once all have their way", async () => {
    const organization = await door.organization();
    const { OWNER: owner, MAINTAINER: other } = await people(organization);
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        n % 2 === 0
          ? owner.told(PROFILE, { industry: `Industry ${n}` })
          : other.told(COLORS, { primaryColor: `#0000${10 + n}` }),
      ),
    );
    const now = await settings(owner);
    expect(now.industry).toMatch(/^Industry/);
    expect(now.branding.primaryColor).toMatch(/^#0000/);
  });
});
