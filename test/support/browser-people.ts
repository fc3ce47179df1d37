import type { Locator, Page } from "playwright-core";

/** Does something with somebody on the page Members, by its name in their menu. */
export async function chooseFor(page: Page, name: string, action: string): Promise<void> {
  const row = page.getByRole("row").filter({ hasText: name });
  await row.getByRole("button", { name: /^What to do with/ }).click();
  await page.getByRole("menuitem", { name: action }).click();
}

/** Asks on the page Members for everybody to be suspended. Answers with the window that says what came of it. */
export async function suspendAll(page: Page): Promise<Locator> {
  const boxes = page.getByRole("checkbox", { name: /^Choose / });
  await boxes.first().waitFor();
  for (const box of await boxes.all()) await box.check();
  await page.getByRole("button", { name: "Suspend …" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Suspend" }).click();
  return dialog;
}

/** Asks on the page Members for a limit of learners' seats; what came of it is for the test to say. */
export async function askForSeats(page: Page, seats: string): Promise<void> {
  await page.getByRole("button", { name: "Change the limit" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("switch", { name: "There is a limit" }).check();
  await dialog.getByRole("textbox", { name: "Seats" }).fill(seats);
  await dialog.getByRole("button", { name: "Save" }).click();
}
