import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { newId } from "../../src/shared/ids.js";
import { describeInBrowser } from "../support/browser.js";
import { openFromMenu, signInMember } from "../support/browser-members.js";
import type { DoorWorld } from "../support/door-world.js";
import { MailedDoor } from "../support/mailed-door.js";

describeInBrowser("invitations", (browser) => {
  let door: DoorWorld;
  let mailed: MailedDoor;
  beforeAll(async () => {
    mailed = await MailedDoor.start();
    door = mailed.door;
  });
  afterAll(() => mailed.end());

  test("C-BUG-20 C-INV-05 an owner invites two people, and one of them joins on a fresh device by the link of the mail", async () => {
    const acme = await door.organization();
    const email = `${newId()}@example.com`;
    const other = `${newId()}@example.com`;
    const owner = await browser.visit();
    const page = await signInMember(owner, acme);
    await openFromMenu(page, "Members");
    await page.getByRole("button", { name: "Invite" }).click();
    await page.getByLabel("Addresses").fill(`${email}\n${other}\nnobody`);
    await page.getByRole("button", { name: "Send invitations" }).click();
    await page.getByText("2 people were invited.").waitFor();
    await page.getByText("No e-mail address").waitFor();
    expect(await owner.faults()).toEqual([]);
    await page.getByRole("button", { name: "Done" }).click();

    // Who was invited stands there at once, and a new link can be handed over by oneself.
    await page.getByRole("button", { name: `Send again to ${other}` }).click();
    await page.getByText(`${other} has a new link`).waitFor();
    await page.getByRole("button", { name: `Copy link for ${other}` }).waitFor();
    expect(await owner.faults()).toEqual([]);
    await page.getByRole("button", { name: "Done" }).click();

    const link = await mailed.linkTo(email);
    const fresh = await browser.visit();
    await fresh.page.goto(link);
    await fresh.page.getByRole("heading", { level: 1, name: `Join The ${acme.slug}` }).waitFor();
    expect(await fresh.faults()).toEqual([]);
    // The token is kept, and no longer in the address.
    expect(fresh.page.url()).not.toContain("token");
    await fresh.page.goto(`${door.url}/sign-in`);
    await fresh.page.goto(`${door.url}/invitation`);
    await fresh.page.getByLabel("Your name").fill("Jo Doe");
    await fresh.page.getByRole("button", { name: "Accept" }).click();
    await fresh.page.getByRole("heading", { level: 1, name: `The ${acme.slug}` }).waitFor();

    const late = await browser.visit();
    await late.page.goto(link);
    await late.page.getByRole("heading", { level: 1, name: "This invitation was accepted" }).waitFor();
    expect(await late.faults()).toEqual([]);
    expect([...owner.complaints, ...fresh.complaints, ...late.complaints]).toEqual([]);
  });
});
