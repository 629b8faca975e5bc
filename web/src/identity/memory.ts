// What has to outlive a reload and the way to GitHub and back: which proof is under way, which claim was sent, and what was
// signed.
import { useCallback, useState } from "react";

/** A claim that an account has signed: with which nonce, and in Unix time until when it is good. */
export interface Signed { readonly nonce: string; readonly until: number }
export interface Kept { readonly challenge: string | null; readonly relay: string | null; readonly signed: Signed | null }
const NOTHING: Kept = { challenge: null, relay: null, signed: null };

const isId = (value: unknown): value is string => typeof value === "string" && /^[\w-]{1,64}$/.test(value);

function readSigned(value: unknown): Signed | null {
  if (typeof value !== "object" || value === null) return null;
  const { nonce, until } = value as Record<string, unknown>;
  return typeof nonce === "string" && /^\d{1,78}$/.test(nonce) && Number.isSafeInteger(until) ? { nonce, until: until as number } : null;
}

/** What stands in a browser's storage may be anybody's. */
export function readKept(text: string | null): Kept {
  try {
    const { challenge, relay, signed } = JSON.parse(text ?? "null") as Record<string, unknown>;
    return { challenge: isId(challenge) ? challenge : null, relay: isId(relay) ? relay : null, signed: readSigned(signed) };
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
    if (kept.challenge === null && kept.relay === null && kept.signed === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(kept));
  } catch {
    // Nothing depends on it but a reload.
  }
}

export type Memory = readonly [kept: Kept, keep: (part: Partial<Kept>) => void];

/** Of one share: `who` is its claimant. */
export function useKept(slug: string, who: string): Memory {
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
