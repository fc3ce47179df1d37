import { expect } from "@jest/globals";
import type { Page } from "playwright-core";

/** Who is invited: an address and, as a table has it, a role. */
export interface Invited {
  email: string;
  role: string;
}

/** Invites people on the page Members by a pasted table, and closes the window. */
export async function inviteOn(page: Page, people: readonly Invited[]): Promise<void> {
  await page.getByRole("button", { name: "Invite" }).click();
  const dialog = page.getByRole("dialog");
  await dialog
    .getByLabel("Addresses")
    .fill(["email,role", ...people.map(({ email, role }) => `${email},${role}`)].join("\n"));
  await dialog.getByRole("button", { name: "Send invitations" }).click();
  await dialog.getByText(/(person was|people were) invited\./).waitFor();
  expect(await dialog.getByText("Invited", { exact: true }).count()).toBe(people.length);
  await dialog.getByRole("button", { name: "Done" }).click();
  await dialog.waitFor({ state: "detached" });
}
