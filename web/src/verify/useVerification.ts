import { useCallback, useEffect, useRef, useState } from "react";

import type { BundleFiles } from "../bundle/files";
import type { CheckLine } from "../bundle/verify";

export interface Verification {
  readonly lines: readonly CheckLine[];
  readonly running: boolean;
  /** Why nothing could be checked at all. */
  readonly failure: string | null;
}

/** Walks a road of checks and tells each line. */
export type Verify = (files: BundleFiles, tell: (line: CheckLine) => void) => Promise<unknown>;

/** One verification at a time; what an older one still says is not heard. */
export function useVerification(verify: Verify, waiting: () => CheckLine[]) {
  const [verification, setVerification] = useState<Verification | null>(null);
  const turn = useRef<AbortController | null>(null);
  useEffect(() => () => turn.current?.abort(), []);
  const run = useCallback((filesOf: (signal: AbortSignal) => BundleFiles | Promise<BundleFiles>) => {
    turn.current?.abort();
    const mine = new AbortController();
    turn.current = mine;
    const change = (next: (now: Verification) => Verification) => {
      if (!mine.signal.aborted) setVerification((now) => now && next(now));
    };
    setVerification({ lines: waiting(), running: true, failure: null });
    const tell = (line: CheckLine) => change((now) => ({ ...now, lines: now.lines.map((old) => (old.id === line.id ? line : old)) }));
    void (async () => {
      try {
        await verify(await filesOf(mine.signal), tell);
        change((now) => ({ ...now, running: false, lines: now.lines.filter(({ status }) => status !== "waiting") }));
      } catch (error) {
        change((now) => ({ ...now, running: false, failure: error instanceof Error ? error.message : String(error) }));
      }
    })();
  }, [verify, waiting]);
  return { verification, run };
}
