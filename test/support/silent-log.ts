import { pino } from "pino";

/** For what has to be given a log in a test that does not look at it. */
export const silentLog = pino({ level: "silent" });
