// Signing the message with a key that GitHub publishes of the account.
import { ChevronRight, Download } from "lucide-react";
import { useState, type DragEvent } from "react";

import { Command } from "../components/Values";
import { commandsOf, fileOf, KEY_SETTINGS, keysPage, signatureIn, signingOf } from "./message";
import type { WayProps } from "./Prove";

const KEY = "~/.ssh/id_ed25519";
/** A signature has some hundred bytes; what is larger is another file. */
const MOST_BYTES = 20_000;

/** The box for what the last command shows; the file can be dropped or chosen as well. */
function Box({ claiming, file }: Pick<WayProps, "claiming"> & { file: string }) {
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const [over, setOver] = useState(false);
  const put = (value: string) => {
    const found = value.trim() === "" ? null : signatureIn(value);
    const isSecret = /PRIVATE KEY/.test(value);
    setText(isSecret ? "" : value);
    setWrong(isSecret && found && "wrong" in found ? found.wrong : null);
  };
  const read = (chosen: File | undefined) => {
    if (!chosen) return;
    if (chosen.size > MOST_BYTES) setWrong(`“${chosen.name}” is too large for a signature. It was not sent.`);
    else void chosen.text().then(put);
  };
  const drop = (event: DragEvent) => { event.preventDefault(); setOver(false); read(event.dataTransfer.files[0]); };
  const send = () => {
    const found = signatureIn(text);
    if ("wrong" in found) setWrong(found.wrong);
    else { setWrong(null); claiming.prove({ method: "ssh", signature: found.signature }); }
  };
  return (
    <form className={over ? "stack tight signature over" : "stack tight signature"} aria-label="Send the signature" noValidate onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop} onSubmit={(event) => { event.preventDefault(); send(); }}>
      <div className="labelled">
        <label htmlFor="signature">The signature</label>
        <p id="signature-hint" className="small soft">Paste what the last command shows, or drop <code>{file}.sig</code> here.</p>
        <textarea id="signature" className="field hex" rows={4} spellCheck={false} autoComplete="off" placeholder="-----BEGIN SSH SIGNATURE-----" value={text} aria-invalid={wrong !== null} aria-describedby={wrong ? "signature-hint signature-wrong" : "signature-hint"} onChange={({ target }) => put(target.value)} />
        {wrong && <p id="signature-wrong" role="alert" className="wrong small">{wrong}</p>}
      </div>
      <div className="row">
        <button type="submit" className="button primary" disabled={claiming.proving}>{claiming.proving ? "Checking" : "Check the signature"}</button>
        <input id="signature-file" type="file" className="hidden-file" onChange={({ target }) => read(target.files?.[0])} />
        <label className="button" htmlFor="signature-file">Choose the file</label>
      </div>
    </form>
  );
}

export function Ssh({ claiming, challenge }: WayProps) {
  const file = fileOf(challenge);
  const failure = claiming.proofFailure?.method === "ssh" ? claiming.proofFailure.words : null;
  return (
    <>
      <p>Run this in a terminal on the machine that has the key you push with. It writes the message to a file and signs it; the key itself stays where it is. The signature and the public half of the key are published with your wallet.</p>
      <Command what="commands that sign the message" text={commandsOf(challenge, KEY)} />
      <details className="fold">
        <summary><ChevronRight className="turn" aria-hidden />Another key, or Windows</summary>
        <div className="stack way">
          <p>Is your key called otherwise? Change <code>{KEY}</code>; <code>ls ~/.ssh</code> shows what there is. It has to be one of those that GitHub publishes of you{challenge.login && <>: <a href={keysPage(challenge.login)} rel="noreferrer">your keys</a></>}.</p>
          <p>In PowerShell, download the message and sign the file where it lies.</p>
          <div className="row"><a className="button" download={file} href={`data:text/plain;charset=utf-8,${encodeURIComponent(challenge.message)}`}><Download aria-hidden />Download the message</a></div>
          <Command what="command that signs the file" text={signingOf(challenge, '"$HOME\\.ssh\\id_ed25519"')} />
        </div>
      </details>
      <Box claiming={claiming} file={file} />
      {failure !== null && (
        <div role="alert" className="error-box">
          <p>{failure}</p>
          <p>Nothing moved. Signed by a key that GitHub does not know? {challenge.login && <>See <a href={keysPage(challenge.login)} rel="noreferrer">the keys of {challenge.login}</a>, or </>}<a href={KEY_SETTINGS} rel="noreferrer">add the key at GitHub</a> and check again.</p>
        </div>
      )}
    </>
  );
}
