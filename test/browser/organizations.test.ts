import { afterAll, beforeAll, expect, test } from "@jest/globals";
import sharp from "sharp";

import { describeInBrowser } from "../support/browser.js";
import { inviteOn } from "../support/browser-invitations.js";
import { openFromMenu, signInMember } from "../support/browser-members.js";
import { DoorOrganization, DoorWorld } from "../support/door-world.js";
import { eventually } from "../support/eventually.js";
import { TestMailServer } from "../support/mail-servers.js";
import { newId } from "../../src/shared/ids.js";

describeInBrowser("organizations in the browser", (browser) => {
  let door: DoorWorld;
  beforeAll(async () => {
    door = await DoorWorld.start();
  });
  afterAll(() => door.end());

  test("C-ORG-27 C-BUG-30 an organization is made in five steps that keep what was typed, and the last one waits for its answer", async () => {
    const visit = await browser.visit();
    const page = await signInMember(visit, await door.organization(), "LEARNER");
    await openFromMenu(page, "Explore");
    await page.getByRole("link", { name: "New organization" }).click();
    const name = `Müller Tea ${newId().slice(-8)}`;
    await page.getByRole("textbox", { name: "Name", exact: true }).fill(name);
    const slug = page.getByLabel("Name in addresses");
    expect(await slug.inputValue()).toMatch(/^muller-tea-/);
    await slug.fill("adm1n");
    expect(await visit.faults()).toEqual([]);
    await page.getByRole("button", { name: "Create and go on" }).click();
    await page.getByText("This slug is reserved").waitFor();
    const own = `tea-${newId().slice(-10)}`;
    await slug.fill(own);
    await page.getByRole("button", { name: "Create and go on" }).click();
    await page.waitForURL(`**/t/${own}/organization/setup`);

    await page.getByLabel("How it pays").selectOption("INVOICE");
    await page.getByLabel("Currency").fill("nope");
    await page.getByRole("button", { name: "Save and go on" }).click();
    await page.getByText("three letters of ISO 4217").waitFor();
    await page.getByLabel("Currency").fill("inr");
    expect(await visit.faults()).toEqual([]);
    await page.getByRole("button", { name: "Save and go on" }).click();
    await page.getByLabel("First colour").fill("#0b7285");
    await page.getByRole("button", { name: "Back" }).click();
    expect(await page.getByLabel("Currency").inputValue()).toBe("inr");
    await page.getByRole("button", { name: "Save and go on" }).click();
    expect(await page.getByLabel("First colour").inputValue()).toBe("#0b7285");
    // While a step is being saved nobody leaves it: the late answer would lead away from where they went.
    const answers: (() => void)[] = [];
    await page.route("**/graphql", (route) => void answers.push(() => void route.continue()), { times: 1 });
    await page.getByRole("button", { name: "Save and go on" }).click();
    for (const name of ["Skip this step", "Back"]) {
      expect(await page.getByRole("button", { name }).isDisabled()).toBe(true);
    }
    await eventually(() => expect(answers).toHaveLength(1));
    answers.pop()?.();
    await page.getByText("or later on the page Members").waitFor();
    await inviteOn(page, [{ email: `${newId()}@example.com`, role: "MANAGER" }]);
    await page.getByRole("button", { name: "Go on" }).click();

    await page.getByLabel("Description").fill("x".repeat(2001));
    await page.getByRole("button", { name: "Save and go in" }).click();
    await page.getByText("at most 2,000 characters").waitFor();
    expect(page.url()).toContain("/organization/setup");
    await page.getByLabel("Description").fill("Sells tea.");
    expect(await visit.faults()).toEqual([]);
    await page.getByRole("button", { name: "Save and go in" }).click();
    await page.getByRole("heading", { level: 1, name }).waitFor();
  });

  test("settings are saved part by part, the preview follows, and only the typed slug ends an organization", async () => {
    const acme = await door.organization();
    const visit = await browser.visit();
    const page = await signInMember(visit, acme, "OWNER");
    await openFromMenu(page, "Organization");
    await page.getByRole("textbox", { name: "Industry" }).fill("Tea");
    await page.getByRole("textbox", { name: "Website" }).fill("ftp://tea");
    await page.getByRole("button", { name: "Save profile" }).click();
    await page.getByText("A website is an address").waitFor();
    await page.getByRole("textbox", { name: "Website" }).fill("https://tea.example");
    await page.getByRole("switch", { name: "Let others find it" }).click({ force: true });
    await page.getByRole("button", { name: "Save profile" }).click();
    await page.getByText("Saved.").first().waitFor();
    await page.getByLabel("First colour").fill("#ffd43b");
    const preview = page.getByRole("figure", { name: /looks with these colours/ });
    expect(await preview.getAttribute("style")).toContain("rgb(255, 212, 59)");
    const pictureOf = (name: string) => page.getByRole("group", { name });
    await pictureOf("Logo")
      .locator("input")
      .setInputFiles({ name: "logo.svg", mimeType: "image/png", buffer: Buffer.from("<svg/>") });
    await pictureOf("Logo").getByText("Send a JPEG, PNG or WebP.").waitFor();
    expect(await visit.faults()).toEqual([]);
    const logo = await sharp({ create: { width: 80, height: 80, channels: 3, background: "#0b7285" } })
      .png()
      .toBuffer();
    for (const [name, image] of [
      ["Logo", "logo"],
      ["Banner", "banner"],
    ] as const) {
      await pictureOf(name).locator("input").setInputFiles({ name: "one.png", mimeType: "image/png", buffer: logo });
      await preview.locator(`[data-image="${image}"]`).waitFor();
    }
    await pictureOf("Banner").getByRole("button", { name: "Take away" }).click();
    await preview.locator('[data-image="banner"]').waitFor({ state: "detached" });

    // What is closed says why; what is open is set.
    expect(await page.getByRole("switch", { name: "Hosts" }).isDisabled()).toBe(true);
    await page.getByText("has not opened hosting for this organization yet").waitFor();
    await page.getByRole("switch", { name: "Resells" }).click({ force: true });
    await page.getByRole("button", { name: "Save what it may be" }).click();
    await eventually(async () =>
      expect(await acme.ctx.query("SELECT capabilities FROM organization")).toEqual([
        { capabilities: ["runsPartnerProgram", "resells"] },
      ]),
    );

    await openFromMenu(page, "Explore");
    await page.getByRole("searchbox").fill("tea");
    await page
      .getByRole("article")
      .filter({ hasText: `The ${acme.slug}` })
      .waitFor();
    expect(await visit.faults()).toEqual([]);
    await openFromMenu(page, "Tree");
    await page.getByText(acme.slug, { exact: true }).waitFor();
    expect(await visit.faults()).toEqual([]);
    await openFromMenu(page, "Preferences");
    await page.getByLabel("Locale").fill("english!");
    await page.getByRole("button", { name: "Save display" }).click();
    await page.getByText("A locale is written").waitFor();
    expect(await visit.faults()).toEqual([]);

    await openFromMenu(page, "Organization");
    await page.getByLabel(/to say that you mean it/).fill("not-it");
    await page.getByRole("button", { name: "Deactivate for good" }).click();
    await page.getByText("Type the organization's slug exactly").waitFor();
    await page.getByLabel(/to say that you mean it/).fill(acme.slug);
    await page.getByRole("button", { name: "Deactivate for good" }).click();
    await page.waitForURL(`${door.url}/sign-in`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    expect(await acme.ctx.query("SELECT status FROM organization")).toEqual([{ status: "deactivated" }]);
  });

  test("C-ORG-10 C-ORG-26 who looks after its bills says how it pays and what stands on its invoices; others read it", async () => {
    const acme = await door.organization();
    const visit = await browser.visit({ viewport: { width: 390, height: 844 } });
    const page = await signInMember(visit, acme, "BILLING_ADMIN");
    await openFromMenu(page, "Billing");
    await page.getByRole("combobox", { name: "How it pays" }).selectOption("INVOICE");
    await page.getByRole("button", { name: "Save how it pays" }).click();
    await page.getByText("Saved.").first().waitFor();
    await page.getByRole("textbox", { name: "Where invoices go" }).fill("pay@tea.example");
    await page.getByRole("textbox", { name: "GST number" }).fill("27AAPFU0939F1ZX");
    await page.getByRole("button", { name: "Save for invoices" }).click();
    await page.getByText("the last of which proves the others").waitFor();
    expect(await visit.faults()).toEqual([]);
    await page.getByRole("textbox", { name: "GST number" }).fill("27aapfu0939f1zv");
    await page.getByRole("button", { name: "Save for invoices" }).click();
    // Kept in its own form; what was not touched goes on following what is above.
    await eventually(async () =>
      expect(
        await acme.ctx.query(
          "SELECT gst_number AS gst, billing_email AS email, payment_terms_days AS days FROM organization_profile",
        ),
      ).toEqual([{ gst: "27AAPFU0939F1ZV", email: "pay@tea.example", days: null }]),
    );

    const other = await browser.visit();
    const reader = await signInMember(other, acme, "MANAGER");
    await openFromMenu(reader, "Billing");
    await reader.getByRole("row", { name: "GST number 27AAPFU0939F1ZV" }).waitFor();
    expect(await reader.getByRole("textbox").count()).toBe(0);
    expect(await other.faults()).toEqual([]);
  });

  test("A-CFG-03 A-CFG-07 A-CFG-08 an owner sets mail up, learns from a test mail what is wrong, and tries again what waited", async () => {
    const server = await TestMailServer.start();
    const single = await door.another("single");
    try {
      const { id, slug } = await door.organization();
      const acme = new DoorOrganization(single, id, slug);
      const { mail, mailDelivery } = single.container;
      const visit = await browser.visit();
      const page = await signInMember(visit, acme);
      const url = `${single.url}/sign-in#token=trb_i_x`;
      await acme.ctx.transaction((ctx) =>
        mail.send(ctx, { to: "jo@example.com", template: "signInLink", data: { url, validMinutes: 15 } }),
      );
      await openFromMenu(page, "Mail");
      await page.getByText("Nothing is set up").waitFor();
      // Nothing leaves, and the links lead to this very machine: whoever runs it may follow them.
      const row = page.getByRole("row").filter({ hasText: "Sign-in link" });
      await row.getByRole("button", { name: "Read" }).click();
      await page.getByRole("dialog").getByText(url).waitFor();
      expect(await visit.faults()).toEqual([]);
      await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();

      const save = page.getByRole("button", { name: "Save mail settings" });
      const password = page.getByRole("textbox", { name: "Password" });
      await save.click();
      await page.getByText("A mail server has a name or an address").waitFor();
      await page.getByRole("textbox", { name: "Mail server" }).fill("127.0.0.1");
      await page.getByRole("textbox", { name: "Port" }).fill(String(server.port));
      await page.getByLabel("Encryption").selectOption("NONE");
      await page.getByRole("textbox", { name: "User name" }).fill("us");
      await password.fill("wrong");
      await page.getByRole("textbox", { name: "From address" }).fill("mail@example.com");
      await save.click();
      await page.getByText("They were saved here").waitFor();
      await page.getByText("One is set. It is never shown").waitFor();
      expect(await password.inputValue()).toBe("");

      const send = page.getByRole("button", { name: "Send a test mail" });
      await page.getByRole("textbox", { name: "Send it to" }).fill("jo@example.com");
      await send.click();
      await page.getByText("did not let the test mail sign in with these").waitFor();
      expect(await visit.faults()).toEqual([]);
      await mailDelivery.sendDue();
      await page.getByRole("button", { name: "Look again" }).click();
      await row.getByText(/535/).waitFor();
      await row.getByRole("button", { name: "Try again" }).click();
      await page.getByText("Tried again within two minutes.").waitFor();

      await password.fill("right");
      await save.click();
      await page.getByText("did not let the test mail").waitFor({ state: "detached" });
      await send.click();
      await page.getByText("has taken the mail for jo@example.com").waitFor();
      expect(server.received).toMatchObject([{ subject: "A test mail" }]);

      await page.getByRole("textbox", { name: "Mail server" }).fill("smtp.example.net");
      await page.getByText("The saved one belongs to 127.0.0.1").waitFor();
      await save.click();
      await page.getByText("The saved password belongs to the earlier mail server.").waitFor();
      expect(await visit.faults()).toEqual([]);
      expect(visit.complaints).toEqual([]);
    } finally {
      await single.stop();
      await server.stop();
    }
  });
});
