// Signing in at GitHub. The named wallet signs first, so that nobody else's sign-in can be used for it.
import { WalletList } from "../claim/Wallets";
import { same } from "./message";
import type { WayProps } from "./Prove";

export function OAuth({ claiming, challenge, person }: WayProps) {
  const { address, wallets, connecting } = claiming;
  if (!same(address, challenge.recipient)) {
    return (
      <>
        <p>For this way the named wallet has to sign. {address ? "Another account is connected." : "It is not connected yet."} Without it, use an SSH key or a gist.</p>
        {connecting !== null && <p role="status">Open {connecting} and agree to show this page your address.</p>}
        {address ? <div className="row"><button type="button" className="button" onClick={claiming.leave}>Connect another account</button></div> : wallets.length > 0 && connecting === null && <WalletList claiming={claiming} />}
      </>
    );
  }
  return (
    <>
      <ol className="rules">
        <li>Your wallet shows a message that names you and this wallet. Signing it costs nothing and moves nothing.</li>
        <li>GitHub asks whether Tributary may see who you are. Sign in there as {person.login ?? person.identity}. It learns your public profile, once, and may do nothing.</li>
      </ol>
      <p className="small soft">The message and the wallet's signature are published with your account; what GitHub tells is not.</p>
      <div className="row"><button type="button" className="button primary" disabled={claiming.going} onClick={claiming.goToGithub}>{claiming.going ? "Sign in your wallet" : "Sign in with GitHub"}</button></div>
      {claiming.oauthFailure && <p role="alert" className="notice">{claiming.oauthFailure}</p>}
    </>
  );
}
