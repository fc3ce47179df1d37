import { useReducedMotion } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";

const TICK_MS = 700;
/** Fractions of the way are whole millionths, so that the arithmetic stays in bigint. */
const FRACTION_ONE = 1_000_000n;

/** Moves from the amount shown to a new one, calmly, ending on it exactly. Readers who asked for less motion see it at once. */
export function useTickingAmount(target: bigint): bigint {
  const reduced = useReducedMotion();
  const [shown, setShown] = useState(target);
  const shownNow = useRef(target);

  useEffect(() => {
    const from = shownNow.current;
    if (from === target) return undefined;
    const show = (amount: bigint) => {
      shownNow.current = amount;
      setShown(amount);
    };
    // A hidden page gets no frames: it would wake up showing an old figure.
    if (reduced || document.hidden) {
      show(target);
      return undefined;
    }
    let frame = 0;
    let startedAt: number | undefined;
    const step = (now: number) => {
      startedAt ??= now;
      const progress = Math.min((now - startedAt) / TICK_MS, 1);
      const eased = 1 - (1 - progress) ** 3;
      if (progress === 1) {
        show(target);
        return;
      }
      show(from + ((target - from) * BigInt(Math.round(eased * Number(FRACTION_ONE)))) / FRACTION_ONE);
      frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
    return () => cancelAnimationFrame(frame);
  }, [target, reduced]);

  return shown;
}
