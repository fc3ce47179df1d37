import { newId } from "../../src/shared/ids.js";
import type { Campaign, CampaignPartner } from "./door-world.js";

const USER_AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";

/** Somebody follows a partner's link over HTTP. Returns the click's id as the shop receives it. */
export async function followLink(campaign: Campaign, { linkKey }: CampaignPartner): Promise<string> {
  const { door, slug } = campaign.organization;
  const answer = await fetch(`${door.url}/t/${slug}/r/${linkKey}`, {
    redirect: "manual",
    headers: { "user-agent": USER_AGENT },
  });
  const cref = new URL(answer.headers.get("location") ?? "").searchParams.get("cref");
  if (!cref) throw new Error(`The redirect answered ${answer.status} without a click.`);
  return cref;
}

/** The shop reports that they bought something. Settles when it is committed. */
export async function buy(campaign: Campaign, key: string, cref: string, amountMinor: number): Promise<void> {
  const { door, slug } = campaign.organization;
  const event = { id: `order-${newId()}`, type: "purchase", cref, amount: { amountMinor, currency: "USD" } };
  const answer = await door.post(`/t/${slug}/v1/events`, event, { token: key });
  if (answer.status >= 300) throw new Error(`The event was refused: ${JSON.stringify(answer.body)}`);
}
