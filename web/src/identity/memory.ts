// What has to outlive a reload and the way to GitHub and back: which proof is under way, and which claim was sent.
import { useCallback, useState } from "react";

export interface Kept { readonly challenge: string | null; readonly relay: string | null }
const NOTHING: Kept = { challenge: null, relay: null };

const isId = (value: unknown): value is string => typeof value === "string" && /^[\w-]{1,64}$/.test(value);

/** What stands in a browser's storage may be anybody's. */
export function readKept(text: string | null): Kept {
  try {
    const { challenge, relay } = JSON.parse(text ?? "null") as Record<string, unknown>;
    return { challenge: isId(challenge) ? challenge : null, relay: isId(relay) ? relay : null };
  } catch {
    return NOTHING;
  }
}

/** Some browsers keep nothing; then it lasts as long as the visit. */
function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function store(key: string, kept: Kept): void {
  try {
    if (kept.challenge === null && kept.relay === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(kept));
  } catch {
    // Nothing depends on it but a reload.
  }
}

/** Of one share: `who` is its claimant. */
export function useKept(slug: string, who: string): [Kept, (part: Partial<Kept>) => void] {
  const key = `claim:${slug}:${who}`;
  const [kept, setKept] = useState(() => readKept(stored(key)));
  const keep = useCallback((part: Partial<Kept>) => {
    setKept((now) => {
      const next = { ...now, ...part };
      store(key, next);
      return next;
    });
  }, [key]);
  return [kept, keep];
}
