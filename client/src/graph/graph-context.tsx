import { createContext, useContext, useSyncExternalStore } from "react";
import type { ReactNode } from "react";
import { Provider } from "urql";
import type { Client } from "urql";

import type { ConnectionState, GraphSocket } from "./graph-socket.js";

const SocketContext = createContext<GraphSocket | null>(null);

export function GraphProvider({
  client,
  socket,
  children,
}: {
  client: Client;
  socket: GraphSocket;
  children: ReactNode;
}) {
  return (
    <Provider value={client}>
      <SocketContext value={socket}>{children}</SocketContext>
    </Provider>
  );
}

export function useGraphSocket(): GraphSocket {
  const socket = useContext(SocketContext);
  if (!socket) throw new Error("A page that subscribes stands inside GraphProvider.");
  return socket;
}

export function useConnectionState(): ConnectionState {
  const socket = useGraphSocket();
  return useSyncExternalStore(socket.onStateChange, socket.state);
}
