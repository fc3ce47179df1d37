import { Text } from "@mantine/core";

import { formatAgo, formatInstant, useNow } from "./instants.js";
import { usePlace } from "./place.js";

const RECENT_MS = 3_600_000;
/** As far as clocks differ, and as what arrives is ahead of a page that renews its own now and then. */
const AHEAD_MS = 60_000;

/** An instant: how long ago while it is fresh, else its date, also where it is still to come; the whole of it on demand. */
export function When({ at }: { at: string }) {
  const { timeZone } = usePlace();
  const now = useNow();
  const passedMs = now - Date.parse(at);
  const isRecent = passedMs > -AHEAD_MS && passedMs < RECENT_MS;
  const whole = formatInstant(at, timeZone);
  return (
    <Text size="sm" component="time" dateTime={at} title={whole} className="money">
      {isRecent ? formatAgo(at, now) : whole}
    </Text>
  );
}
