// What somebody does on the way to a claim, in as many words as it takes.

/** The address of somebody's claim; `who` is a person of the clone or what stands in the address bar. */
export const claimOf = (who, slug = 'river') => `/airdrops/${slug}/people/${encodeURIComponent(typeof who === 'string' ? who : `github:${who.id}`)}/claim`;

/** The heading of the state that the claim is in; waits for it. */
export const state = (page, name) => page.getByRole('heading', { level: 2, name, exact: true }).waitFor();

/** Presses a button or follows a link by its whole name. */
export const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
export const follow = (page, name) => page.getByRole('link', { name, exact: true }).click();

/** What the panel of the claim says now. */
export const panel = (page) => page.locator('.panel').innerText();

/** Opens somebody's claim and connects the wallet that the browser has. */
export async function connect(page, who, slug) {
  await page.goto(claimOf(who, slug));
  await state(page, 'Connect a wallet');
  await press(page, 'Connect River Wallet');
}

/** The same up to the wallet's question. */
export async function send(page, who, slug) {
  await connect(page, who, slug);
  await state(page, 'Look once more, then claim');
  await press(page, 'Claim');
}

/**
 * The page has read what was sent, and knows by which number it can be replaced. Nobody replaces a transaction in the
 * milliseconds before that.
 */
export const seen = (page) => page.waitForResponse((answer) => answer.request().postData()?.includes('eth_getTransactionByHash') ?? false);

/** Connects the wallet that the browser has. */
export async function connectHere(page) {
  await state(page, 'Connect a wallet');
  await press(page, 'Connect River Wallet');
}
