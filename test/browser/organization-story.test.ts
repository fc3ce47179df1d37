import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Page } from "playwright-core";

import { newId } from "../../src/shared/ids.js";
import type { Visit } from "../support/browser.js";
import { describeInBrowser } from "../support/browser.js";
import { inviteOn } from "../support/browser-invitations.js";
import { openFromMenu, signInMember } from "../support/browser-members.js";
import { askForSeats, chooseFor } from "../support/browser-people.js";
import type { DoorWorld } from "../support/door-world.js";
import { MailedDoor } from "../support/mailed-door.js";

const limitSeats = async (page: Page, seats: string): Promise<void> => {
  await askForSeats(page, seats);
  await page.getByText(new RegExp(`^Seats taken: \\d+ of ${seats}\\.$`)).waitFor();
};

const becomes = async (page: Page, email: string, role: string): Promise<void> => {
  await chooseFor(page, email, "Change …");
  await page.getByRole("dialog").getByRole("combobox", { name: "Role" }).click();
  await page.getByRole("option", { name: role, exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await page.getByRole("row").filter({ hasText: email }).getByText(role, { exact: true }).waitFor();
};

describeInBrowser("an organization from its first day to its founder's last", (browser) => {
  let door: DoorWorld;
  let mailed: MailedDoor;
  beforeAll(async () => {
    mailed = await MailedDoor.start();
    door = mailed.door;
  });
  afterAll(() => mailed.end());

  const slug = `tea-${newId().slice(-10)}`;
  const name = `Müller Tea ${slug.slice(-6)}`;
  const [ann, ben, cleo] = ["ann", "ben", "cleo"].map((one) => `${one}-${newId()}@example.com`) as [
    string,
    string,
    string,
  ];

  const isHome = (page: Page): Promise<void> => page.getByRole("heading", { level: 1, name }).waitFor();
  /** On a device that nobody has used before. */
  const openInvitation = async (email: string): Promise<Visit> => {
    const visit = await browser.visit({ reducedMotion: "reduce" });
    await visit.page.goto(await mailed.linkTo(email));
    await visit.page.getByRole("heading", { level: 1, name: `Join ${name}` }).waitFor();
    await visit.page.getByLabel("Your name").fill(email.split("-")[0] ?? email);
    await visit.page.getByRole("button", { name: "Accept" }).click();
    return visit;
  };
  const askToLeave = async (page: Page): Promise<void> => {
    await page.getByRole("button", { name: `Organization: ${name}` }).click();
    await page.getByRole("button", { name: "Leave …" }).click();
    await page
      .getByRole("dialog", { name: `Leave ${name}?` })
      .getByRole("button", { name: "Leave" })
      .click();
  };

  test("C-ORG-04 C-INV-05 C-INV-06 C-MEM-10 C-MEM-16 it is made, three come by mail, roles change under them, seats run out, and the founder leaves once somebody else owns it", async () => {
    // Olga is a learner somewhere else, and founds one of her own.
    const elsewhere = await door.organization();
    const founder = await browser.visit({ reducedMotion: "reduce" });
    const olga = await signInMember(founder, elsewhere, "LEARNER");
    await openFromMenu(olga, "Explore");
    await olga.getByRole("link", { name: "New organization" }).click();
    await olga.getByRole("textbox", { name: "Name", exact: true }).fill(name);
    await olga.getByLabel("Name in addresses").fill(slug);
    await olga.getByRole("button", { name: "Create and go on" }).click();
    await olga.waitForURL(`**/t/${slug}/organization/setup`);
    await olga.getByRole("button", { name: "Save and go on" }).click();
    await olga.getByRole("button", { name: "Skip this step" }).click();
    await olga.getByRole("button", { name: "Skip this step" }).click();
    await olga.getByRole("button", { name: "Save and go in" }).click();
    await isHome(olga);

    await openFromMenu(olga, "Members");
    await limitSeats(olga, "1");
    await inviteOn(olga, [
      { email: ann, role: "manager" },
      { email: ben, role: "learner" },
      { email: cleo, role: "learner" },
    ]);

    const manager = await openInvitation(ann);
    await isHome(manager.page);
    const learner = await openInvitation(ben);
    await isHome(learner.page);
    // The one seat is Ben's now.
    const late = await openInvitation(cleo);
    await late.page.getByText("Every seat of this organization is taken.").waitFor();
    expect(await late.faults()).toEqual([]);
    await olga.reload();
    await olga.getByText("Seats taken: 1 of 1.").waitFor();
    await limitSeats(olga, "2");
    await late.page.getByRole("button", { name: "Accept" }).click();
    await isHome(late.page);
    await olga.reload();
    await olga.getByText("Seats taken: 2 of 2.").waitFor();

    // Ann is signed in and stays so. What she asks next has the rights of now, and so has her page.
    const { page } = manager;
    await openFromMenu(page, "Programs");
    await page.getByRole("link", { name: "New program" }).first().waitFor();
    await becomes(olga, ann, "Support");
    await openFromMenu(page, "Partners");
    await page.getByRole("button", { name: "New partner" }).first().waitFor({ state: "detached" });
    await openFromMenu(page, "Programs");
    expect(await page.getByRole("link", { name: "New program" }).count()).toBe(0);
    // A page that is told what happens follows without asking for anything.
    await openFromMenu(page, "Journal");
    await page.getByText("Member added").first().waitFor();
    await page.getByText("Live", { exact: true }).waitFor();
    expect(await page.getByRole("navigation").getByRole("link", { name: "API keys" }).count()).toBe(0);
    await becomes(olga, ann, "Maintainer");
    await page.getByRole("navigation").getByRole("link", { name: "API keys" }).waitFor();

    // One sign-in serves all of a person's organizations, each at its own address.
    await olga.getByRole("button", { name: `Organization: ${name}` }).click();
    await olga.getByRole("navigation", { name: "Your other organizations" }).getByText(`The ${elsewhere.slug}`).click();
    await olga.getByRole("heading", { level: 1, name: `The ${elsewhere.slug}` }).waitFor();
    await olga.goto(`${door.url}/t/${slug}/members`);

    // Nobody else could let people in: the last owner stays.
    await askToLeave(olga);
    await olga.getByRole("dialog").getByText("An organization keeps an owner").waitFor();
    expect(await founder.faults()).toEqual([]);
    await olga.getByRole("dialog").last().getByRole("button", { name: "Close" }).click();
    await chooseFor(olga, ann, "Make the owner …");
    await olga.getByRole("dialog").getByRole("button", { name: "Hand it over" }).click();
    await olga.getByRole("row").filter({ hasText: ann }).getByText("Owner", { exact: true }).waitFor();
    await olga.getByRole("button", { name: "Invite" }).waitFor({ state: "detached" });
    await openFromMenu(page, "Members");
    await page.getByRole("button", { name: "Invite" }).waitFor();

    await askToLeave(olga);
    await olga.waitForURL(`**/t/${elsewhere.slug}/`);
    await olga.getByRole("heading", { level: 1, name: `The ${elsewhere.slug}` }).waitFor();
    await olga.goto(`${door.url}/t/${slug}/`);
    await olga.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();

    // Who is removed while they look is led out by what they ask next.
    await chooseFor(page, ben, "Remove …");
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.getByRole("row").filter({ hasText: ben }).getByText("Removed").waitFor();
    await page.reload();
    await page.getByText("Seats taken: 1 of 2.").waitFor();
    await learner.page.getByRole("link", { name: "Explore" }).click();
    await learner.page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();

    const { data } = await door.graph(
      "{ memberships(first: 10) { nodes { email role status } } seatBudget { seatsTotal seatsUsed } }",
      { token: await door.tokenOf(await userIdOf(ann), null), slug },
    );
    const standing = Object.fromEntries(
      data.memberships.nodes.map(({ email, role, status }: any) => [email.split("-")[0], `${role} ${status}`]),
    );
    expect(standing).toMatchObject({ ann: "OWNER ACTIVE", ben: "LEARNER REMOVED", cleo: "LEARNER ACTIVE" });
    expect(Object.values(standing)).toContain("MAINTAINER REMOVED");
    expect(data.seatBudget).toEqual({ seatsTotal: 2, seatsUsed: 1 });
    expect([founder, manager, learner, late].flatMap(({ complaints }) => complaints)).toEqual([]);
  }, 180_000);

  async function userIdOf(email: string): Promise<string> {
    const [row] = await door.world.database.transaction({ role: "tributary_registrar" }, (transaction) =>
      transaction.query<{ id: string }>("SELECT id FROM platform_user WHERE email = $1", [email]),
    );
    return row?.id ?? "";
  }
});
