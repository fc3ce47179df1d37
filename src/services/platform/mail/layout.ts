import { assert } from "../../../shared/errors.js";
import { escapedHtml, oneLine } from "./mail-text.js";

/** In whose name a mail speaks. */
export interface MailBrand {
  name: string;
  /** `#rrggbb`; anything else is our own colour. */
  color?: string | null | undefined;
}

/** What a mail says, before it looks like anything. Texts may be strangers': nothing in them is markup. */
export interface MailBody {
  subject: string;
  heading: string;
  paragraphs: readonly string[];
  /** A person's own words, set apart. */
  quote?: string | null | undefined;
  action?: { label: string; url: string };
  /** Small, under everything. */
  note: string;
}

export interface MailContent {
  subject: string;
  html: string;
  text: string;
}

export const OWN_BRAND: MailBrand = { name: "Tributary" };
const OWN_COLOR = "#0b7285";
const COLOR = /^#[0-9a-f]{6}$/i;
const PARAGRAPH_MAX = 2_000;

/** The one layout: an HTML part that needs no picture and no style sheet, and the same in plain text. */
export function laidOut(body: MailBody, brand: MailBrand): MailContent {
  const name = oneLine(brand.name);
  const paragraphs = body.paragraphs.map((paragraph) => oneLine(paragraph, PARAGRAPH_MAX));
  const quote = body.quote ? oneLine(body.quote, PARAGRAPH_MAX) : "";
  const heading = oneLine(body.heading);
  const note = oneLine(body.note, PARAGRAPH_MAX);
  const { action } = body;
  if (action) assert(/^https?:\/\/[^\s"'<>]+$/.test(action.url), "a mail leads to an address of the web");
  const color = brand.color && COLOR.test(brand.color) ? brand.color.toLowerCase() : OWN_COLOR;

  const text = [
    heading,
    ...paragraphs,
    ...(quote ? [`> ${quote}`] : []),
    ...(action ? [`${action.label}:\n${action.url}`] : []),
    `-- \n${name}\n${note}`,
  ].join("\n\n");

  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${escapedHtml(oneLine(body.subject))}</title></head>
<body style="margin:0;padding:0;background:#f1f3f5;color:#212529;font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:32px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;background:#ffffff;border-top:4px solid ${color};border-radius:8px"><tr><td style="padding:32px">
<p style="margin:0 0 24px;font-weight:600;color:#495057">${escapedHtml(name)}</p>
<h1 style="margin:0 0 16px;font-size:22px;line-height:1.3;color:#212529">${escapedHtml(heading)}</h1>
${paragraphs.map((paragraph) => `<p style="margin:0 0 16px">${escapedHtml(paragraph)}</p>`).join("\n")}
${quote ? `<p style="margin:0 0 16px;padding-left:16px;border-left:3px solid #ced4da;color:#495057">${escapedHtml(quote)}</p>` : ""}
${action ? buttonOf(action, color) : ""}
<p style="margin:24px 0 0;font-size:13px;color:#5c636a">${escapedHtml(note)}</p>
</td></tr></table></td></tr></table></body></html>
`;
  return { subject: oneLine(body.subject), html, text: `${text}\n` };
}

/** The address stands under the button as well: some readers show no links, and people like to see where they go. */
function buttonOf({ label, url }: { label: string; url: string }, color: string): string {
  const href = escapedHtml(url);
  return `<p style="margin:24px 0 12px"><a href="${href}" style="display:inline-block;padding:12px 24px;border-radius:6px;background:${color};color:${textOn(color)};font-weight:600;text-decoration:none">${escapedHtml(label)}</a></p>
<p style="margin:0;font-size:13px;color:#5c636a;word-break:break-all">${href}</p>`;
}

/** Black or white, whichever is easier to read on the colour (WCAG 2.2, relative luminance). */
function textOn(color: string): "#000000" | "#ffffff" {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return (luminance + 0.05) ** 2 > 1.05 * 0.05 ? "#000000" : "#ffffff";
}
