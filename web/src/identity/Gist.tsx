// Publishing the message as a gist of the account.
import { useState } from "react";

import { Command } from "../components/Values";
import { gistIn, NEW_GIST } from "./message";
import type { WayProps } from "./Prove";

export function Gist({ claiming, challenge }: WayProps) {
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const failure = claiming.proofFailure?.method === "gist" ? claiming.proofFailure.words : null;
  const send = () => {
    const gist = gistIn(text);
    setWrong(gist === null ? "This is no address of a gist, such as https://gist.github.com/ada/0123…" : null);
    if (gist !== null) claiming.prove({ method: "gist", gist });
  };
  return (
    <>
      <p>Copy this message into a <a href={NEW_GIST} rel="noreferrer">new public gist</a>, under any file name. It is public and says which wallet you named. You can delete it afterwards; the message and the gist's address stay published with the airdrop.</p>
      <Command what="message for the gist" text={challenge.message} />
      <form className="stack tight" aria-label="Send the gist" noValidate onSubmit={(event) => { event.preventDefault(); send(); }}>
        <div className="labelled">
          <label htmlFor="gist">The gist's address</label>
          <input id="gist" className="field" type="url" inputMode="url" autoComplete="off" placeholder="https://gist.github.com/…" value={text} aria-invalid={wrong !== null} aria-describedby={wrong ? "gist-wrong" : undefined} onChange={({ target }) => setText(target.value)} />
          {wrong && <p id="gist-wrong" role="alert" className="wrong small">{wrong}</p>}
        </div>
        <div className="row"><button type="submit" className="button primary" disabled={claiming.proving}>{claiming.proving ? "Checking" : "Check the gist"}</button></div>
      </form>
      {failure !== null && <div role="alert" className="error-box"><p>{failure}</p><p>Nothing moved. Change the gist, or use another way.</p></div>}
    </>
  );
}
