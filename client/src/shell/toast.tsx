import { lazy, Suspense, useSyncExternalStore } from "react";

const ToastStack = lazy(() => import("./toast-stack.js").then((module) => ({ default: module.ToastStack })));

let isWanted = false;
const listeners = new Set<() => void>();

/** Says in a corner that something was done, for as long as it takes to read it. */
export async function toast(message: string): Promise<void> {
  const { showToast } = await import("./toast-stack.js");
  isWanted = true;
  for (const listener of listeners) listener();
  showToast(message);
}

/** Where they appear; loaded with the first of them. */
export function Toasts() {
  const isShown = useSyncExternalStore(onWanted, () => isWanted);
  return isShown ? (
    <Suspense>
      <ToastStack />
    </Suspense>
  ) : null;
}

function onWanted(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
