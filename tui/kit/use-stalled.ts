// Notices an engine that is connected but says nothing.
import { useEffect, useState } from 'react';

/** Snapshots come about once a second. */
const STALLED_AFTER_MS = 5_000;

/** True when `news` has not changed for five seconds. */
export function useStalled(news: unknown): boolean {
  const [stalledOn, setStalledOn] = useState<unknown>(undefined);
  useEffect(() => {
    const timer = setTimeout(() => setStalledOn(news), STALLED_AFTER_MS);
    return () => clearTimeout(timer);
  }, [news]);
  return news !== undefined && stalledOn === news;
}
