import { describe, expect, test } from "@jest/globals";

import type { AppError } from "../../src/shared/errors.js";
import { plainNameOf } from "../../src/shared/plain-name.js";
import { checkedDetails, checkedSlug } from "../../src/services/organizations/organization-input.js";

function codeOf(work: () => unknown): string {
  try {
    return `kept ${JSON.stringify(work())}`;
  } catch (error) {
    return (error as AppError).code;
  }
}

describe("slugs", () => {
  test.each(["acme", "acme-2", "a1b", "x".repeat(30), "org-0123456789ab", "acme1"])("%s can be one", (slug) => {
    expect(checkedSlug(slug)).toBe(slug);
  });

  test.each([
    "",
    "ab",
    "x".repeat(31),
    "Acme",
    "acme-",
    "-acme",
    "ac--me",
    "ac me",
    "acme\n",
    "acme/",
    "a.b.c",
    "ac_me",
  ])("%j cannot", (slug) => expect(codeOf(() => checkedSlug(slug))).toBe("slug_invalid"));

  test.each(["\u0430cme", "аррӏе", "acm\u00e9", "acme\u200b", "ａｃｍｅ", "xn--80ak6aa92e", "acme\u202e", "\ud800abc"])(
    "%j only looks like one",
    (slug) => expect(codeOf(() => checkedSlug(slug))).toBe("slug_lookalike"),
  );

  test.each([
    "api",
    "www",
    "signup",
    "adm1n",
    "s1gnup",
    "a-p-i",
    "log1n",
    "0perator",
    "we11-known",
    "exp10re",
    "sign-in",
  ])("A-TEN-15 %s is reserved, or reads like what is", (slug) =>
    expect(codeOf(() => checkedSlug(slug))).toBe("slug_reserved"),
  );
});

describe("details", () => {
  test.each([
    ["website", " https://example.com ", "https://example.com/"],
    ["website", "javascript:alert(1)", "website_invalid"],
    ["website", "https://user:pass@example.com", "website_invalid"],
    ["website", "example.com", "website_invalid"],
    ["website", `https://example.com/${"x".repeat(2048)}`, "website_invalid"],
    ["primaryColor", "#1F6FEB", "#1f6feb"],
    ["primaryColor", "red", "color_invalid"],
    ["accentColor", "#fff;}", "color_invalid"],
    ["billingEmail", " Billing@Example.com ", "billing@example.com"],
    ["billingEmail", "a@b\r\nBcc: c@d", "billing_email_invalid"],
    ["paymentTermsDays", 0, 0],
    ["paymentTermsDays", 121, "payment_terms_invalid"],
    ["paymentTermsDays", 1.5, "payment_terms_invalid"],
    ["recordingRetentionDays", 0, "retention_invalid"],
    ["recordingRetentionDays", 3650, 3650],
    ["description", "two\nlines", "two\nlines"],
    ["description", "x".repeat(2001), "description_invalid"],
    ["description", "nul\u0000", "description_invalid"],
    ["industry", "two\nlines", "industry_invalid"],
    ["gstNumber", " 27aapfu0939f1zv ", "27AAPFU0939F1ZV"],
    ["gstNumber", "27AAPFU0939F1ZW", "gst_number_invalid"],
    ["gstNumber", "00AAPFU0939F1ZV", "gst_number_invalid"],
    ["panNumber", "aapfu0939f", "AAPFU0939F"],
    ["panNumber", "AAPXU0939F", "pan_number_invalid"],
    ["msmeNumber", "udyam-mh-01-1234567", "UDYAM-MH-01-1234567"],
    ["msmeNumber", "UDYAM-MH-1-1234567", "msme_number_invalid"],
    ["requiresPurchaseOrders", false, false],
    ["description", " ", null],
    ["website", null, null],
  ])("C-ORG-10 C-ORG-12 %s %j is %j", (name, given, told) => {
    const isRefused = typeof told === "string" && told.endsWith("_invalid");
    expect(codeOf(() => checkedDetails({ [name]: given } as object))).toBe(
      isRefused ? told : `kept ${JSON.stringify({ [name]: told })}`,
    );
  });

  test("what is absent stays absent", () => {
    expect(checkedDetails({ website: undefined, industry: "Tea" } as never)).toEqual({ industry: "Tea" });
  });

  test("a name is one line of 1 to 200 characters", () => {
    expect(plainNameOf("  Acme  ")).toBe("Acme");
    for (const name of ["👩‍👩‍👧", "می‌خواهم", "=1+1", "x".repeat(200)]) expect(plainNameOf(name)).toBe(name);
    const unseen = ["\u200b", "\u00ad", "\u3164", "\u2800", "\u202e\u202c", "\u200b \u2060"];
    for (const name of ["", " ", "a\nb", "a\u2028b", "a\u2029b", "x".repeat(201), ...unseen]) {
      expect([name, codeOf(() => plainNameOf(name))]).toEqual([name, "name_invalid"]);
    }
  });
});
