import type { RequestOf } from "./load.js";
import { postOf } from "./requests.js";
import type { Shop } from "./shop.js";

let sent = 0;

/** Sales of people of these shops in turn, none sent twice, whoever asks. */
export const sales =
  (url: string, shops: readonly Shop[]): RequestOf =>
  () => {
    const number = sent++;
    const shop = shops[number % shops.length]!;
    return postOf(url, "/v1/events", shop, {
      id: `sale-${number}`,
      type: "sale",
      userId: shop.userOf(Math.floor(number / shops.length)),
      amount: { amountMinor: 12_345, currency: "EUR" },
    });
  };
