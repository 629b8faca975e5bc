// Where a transaction stands, and what that means for the money, in one line.
import type { Sending } from "../wallet/walletState";

export function sendingWords(sending: Sending, mined: string): string | null {
  switch (sending.step) {
    case "idle": return null;
    case "rejected": return "You said no in the wallet. Nothing moved.";
    case "would_fail": return `The contract would refuse it: ${sending.reason} Nothing moved.`;
    case "reverted": return `The contract refused it: ${sending.reason} Only the fee is gone.`;
    case "mined": return mined;
    case "cancelled": case "replaced": return "Your wallet sent something else in its place. Look there.";
    case "sent": return "Sent. Waiting for a block.";
    default: return "Look at your wallet.";
  }
}

/** Something is on its way, so nothing else should be sent. */
export const isBusy = ({ step }: Sending): boolean => step === "signing" || step === "sent";
