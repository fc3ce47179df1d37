import { AppError } from "../../shared/errors.js";
import type { DestinationRefusal } from "./link-destination.js";

const WORDS: Record<DestinationRefusal, string> = {
  tooLong: "An address has at most 2,048 characters.",
  malformed: "This is not a web address.",
  schemeNotAllowed: "Only addresses that begin with https:// or http:// can be used.",
  credentialsNotAllowed: "An address must not carry a user name or a password.",
  domainNotAllowed: "This address is not on one of the domains that the program allows.",
};

/** Why an address cannot be where a program or a link leads, as a refusal for people. */
export const destinationRefused = (reason: DestinationRefusal): AppError =>
  new AppError("unprocessable", WORDS[reason], {
    code: reason === "domainNotAllowed" ? "destination_not_allowed" : "destination_invalid",
    path: ["destinationUrl"],
  });
