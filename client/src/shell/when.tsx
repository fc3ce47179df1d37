import { Text } from "@mantine/core";

import { formatAgo, formatInstant, notBefore, useNow } from "./instants.js";
import { useViewer } from "./use-viewer.js";

const RECENT_MS = 3_600_000;

/** An instant: how long ago while it is fresh, else its date; the whole of it on demand. */
export function When({ at }: { at: string }) {
  const { timeZone } = useViewer().organization;
  const now = useNow();
  const isRecent = notBefore(at, now) - Date.parse(at) < RECENT_MS;
  const whole = formatInstant(at, timeZone);
  return (
    <Text size="sm" component="time" dateTime={at} title={whole} className="money">
      {isRecent ? formatAgo(at, now) : whole}
    </Text>
  );
}
