import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { useEffect, useEffectEvent } from "react";
import { useClient } from "urql";

import { LiveCursorDocument } from "./generated/graphql.js";
import { useGraphSocket } from "./graph-context.js";
import { resumeSubscription } from "./resume-subscription.js";

const BEGIN_AGAIN_AFTER_MS = 2_000;

export interface Frames<Data> {
  cursorOf: (data: Data) => string;
  /** Each frame, once and in order. */
  onFrame: (data: Data) => void;
  /** What was asked before this moment may lack something: ask again. Frames follow from here on. */
  onBegin?: () => void;
  isPaused?: boolean;
}

/** Follows a resumable subscription for as long as the component is shown, through reconnects and restarts. */
export function useFrames<Data, Variables extends { after?: unknown }>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Omit<Variables, "after">,
  frames: Frames<Data>,
): void {
  const client = useClient();
  const socket = useGraphSocket();
  const key = JSON.stringify(variables);
  const { isPaused = false, cursorOf } = frames;
  const onFrame = useEffectEvent(frames.onFrame);
  const onBegin = useEffectEvent(() => frames.onBegin?.());

  useEffect(() => {
    if (isPaused) return undefined;
    const stopped = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let unsubscribe: (() => void) | undefined;
    const begin = async (): Promise<void> => {
      const { data } = await client.query(LiveCursorDocument, {}, { requestPolicy: "network-only" }).toPromise();
      if (stopped.signal.aborted) return;
      if (!data) {
        beginAgain();
        return;
      }
      unsubscribe = resumeSubscription<Data, Variables>(socket.client, {
        document,
        variables: JSON.parse(key) as Omit<Variables, "after">,
        after: data.organization.liveCursor,
        cursorOf,
        onData: (frame) => onFrame(frame),
        onEnd: beginAgain,
      });
      onBegin();
    };
    const beginAgain = (): void => {
      unsubscribe?.();
      if (!stopped.signal.aborted) timer = setTimeout(() => void begin(), BEGIN_AGAIN_AFTER_MS);
    };
    void begin();
    return () => {
      stopped.abort();
      clearTimeout(timer);
      unsubscribe?.();
    };
    // `cursorOf` is read once: it is the same function of every render.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [client, socket, document, key, isPaused]);
}
