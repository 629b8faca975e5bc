// The test wallet's own window: which account is it to be? On any other chain than a local one there is nothing here.
import { useEffect, useRef, useState } from "react";
import { UserRejectedRequestError, type Address } from "viem";

import { announce, localEndpoint, testWallet } from "./testWallet";
import "./wallet.css";

interface Question { accounts: readonly Address[]; answer: (account: Address) => void; decline: () => void }

const same = (a: string, b: string | null) => a.toLowerCase() === b?.toLowerCase();

function Choice({ question, entitled }: { question: Question; entitled: string | null }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="test-wallet" aria-labelledby="test-wallet" onClose={question.decline}>
      <h2 id="test-wallet">Test wallet</h2>
      <p>For this local chain only. Its endpoint signs with these accounts for anybody who asks, and at once. Choose one.</p>
      <ul>
        {[...question.accounts].sort((a, b) => Number(same(b, entitled)) - Number(same(a, entitled))).map((account) => (
          <li key={account}>
            <button type="button" className="button" onClick={() => question.answer(account)}>
              <span className="hex">{account}</span>{same(account, entitled) && <small>has this share</small>}
            </button>
          </li>
        ))}
      </ul>
      <button type="button" className="button" onClick={question.decline}>Cancel</button>
    </dialog>
  );
}

export function TestWallet({ chain, entitled }: { chain: { id: number; rpc_url?: string | null | undefined }; entitled: string | null }) {
  const endpoint = localEndpoint(chain);
  const [question, setQuestion] = useState<Question | null>(null);
  useEffect(() => {
    if (endpoint === null) return;
    const wallet = testWallet(endpoint, (accounts) => new Promise((resolve, reject) => {
      const answered = (then: () => void) => { setQuestion(null); then(); };
      setQuestion({
        accounts,
        answer: (account) => answered(() => resolve(account)),
        decline: () => answered(() => reject(new UserRejectedRequestError(new Error("You closed the test wallet.")))),
      });
    }));
    return announce(wallet);
  }, [endpoint]);
  return question && <Choice question={question} entitled={entitled} />;
}
