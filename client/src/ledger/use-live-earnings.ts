import { useEffect, useMemo, useSyncExternalStore } from "react";
import { useClient } from "urql";

import { useConnectionState, useGraphSocket } from "../graph/graph-context.js";
import type { ConnectionState } from "../graph/graph-socket.js";
import { LiveEarnings } from "./live-earnings.js";
import type { LiveEarningsState } from "./live-earnings.js";

export interface ShownEarnings extends LiveEarningsState {
  connection: ConnectionState;
  addNews: LiveEarnings["addNews"];
}

/** One partner's earnings, live for as long as the component is shown. Null: the viewer's own. */
export function useLiveEarnings(partnerId: string | null): ShownEarnings {
  const client = useClient();
  const socket = useGraphSocket();
  const socketState = useConnectionState();
  const live = useMemo(() => new LiveEarnings(client, socket, partnerId), [client, socket, partnerId]);
  useEffect(() => {
    live.start();
    return () => live.stop();
  }, [live]);
  const state = useSyncExternalStore(live.onChange, live.state);
  // A line that is open but carries no subscription brings no news: that is not live.
  const connection = state.subscribed || socketState !== "live" ? socketState : "reconnecting";
  return { ...state, connection, addNews: live.addNews };
}
