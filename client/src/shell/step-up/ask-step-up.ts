let answer: ((isConfirmed: boolean) => void) | null = null;
const listeners = new Set<() => void>();

const tell = () => {
  for (const listener of listeners) listener();
};

/** Asks whoever is at the page to confirm that it is them. Resolves with whether they have; one is asked at a time. */
export function askStepUp(): Promise<boolean> {
  answer?.(false);
  return new Promise((resolve) => {
    answer = resolve;
    tell();
  });
}

/** What came of it. */
export function answerStepUp(isConfirmed: boolean): void {
  answer?.(isConfirmed);
  answer = null;
  tell();
}

export const isStepUpAsked = (): boolean => answer !== null;

export function onStepUpAsked(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
