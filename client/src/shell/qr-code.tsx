import { renderSVG } from "uqr";

import classes from "./qr-code.module.css";

export interface QrCodeProps {
  /** What `qrFileOf` gave. */
  file: string;
  alt: string;
}

export function QrCode({ file, alt }: QrCodeProps) {
  return <img src={file} alt={alt} className={classes.code} />;
}

/** A text as a picture that cameras read: always dark on white, also on a dark page, for not every one reads the inverse. */
export function qrFileOf(text: string): string {
  const svg = renderSVG(text, { border: 2, blackColor: "#000000", whiteColor: "#ffffff" });
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
}
