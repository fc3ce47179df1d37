import type { Page } from "playwright-core";

import type { Role } from "../../src/shared/role.js";
import type { Visit } from "./browser.js";
import type { DoorOrganization, DoorWorld } from "./door-world.js";

/** An organization in which Nora has earned 10.00 USD in a program that pays ten percent. */
export async function organizationWithSale(door: DoorWorld): Promise<DoorOrganization> {
  const acme = await door.organization();
  const campaign = await acme.campaign({ name: "Summer Sale" });
  const nora = await campaign.partner("Nora");
  await campaign.touch(nora, "user-1");
  await campaign.sale("user-1");
  return acme;
}

/** Signs a new member in by a one-time link; the page then shows their home. */
export async function signInMember({ page }: Visit, acme: DoorOrganization, role: Role = "OWNER"): Promise<Page> {
  const { membershipId } = await acme.member(role);
  const token = await acme.signInToken({ kind: "member", id: membershipId });
  await page.goto(`${acme.door.url}/t/${acme.slug}/sign-in#token=${token}`);
  await page.getByRole("heading", { level: 1, name: `The ${acme.slug}` }).waitFor();
  return page;
}

/** Opens a page by its entry in the menu, which a narrow page hides. */
export async function openFromMenu(page: Page, name: string): Promise<void> {
  const menu = page.getByRole("button", { name: "Open the menu" });
  if (await menu.isVisible()) await menu.click();
  const pages = page.getByRole("navigation", { name: "Pages" });
  // The menu comes after the page.
  await pages.getByRole("link").first().waitFor();
  const link = pages.getByRole("link", { name, exact: true });
  const operations = pages.getByRole("button", { name: "Operations", expanded: false });
  if (!(await link.isVisible()) && (await operations.isVisible())) await operations.click();
  await link.click();
  await page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
}
