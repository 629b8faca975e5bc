/** The pages on which somebody consents. A page of a simulator: plain forms, no script. */

const MEANS = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text) => String(text).replaceAll(/[&<>"']/g, (sign) => MEANS[sign]);

const STYLE = 'body{font:16px/1.5 sans-serif;max-width:34rem;margin:4rem auto;padding:0 1rem}button,input{font:inherit;padding:.4rem .8rem}form{margin:1rem 0}';

const page = (title, body) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)}</title><style>${STYLE}</style></head>
<body><main><h1>${escape(title)}</h1>${body}<p><small>A simulator of GitHub, for tests and the demo.</small></p></main></body></html>
`;

const hidden = (parameters, left) => [...parameters].filter(([name]) => !left.includes(name))
  .map(([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`).join('');

const CHOICES = '<button name="authorize" value="1">Authorize</button> <button name="authorize" value="0">Cancel</button>';

/** @param {URLSearchParams} parameters of the request for consent @param {string} login who consents */
export function consentPage(parameters, login) {
  const kept = hidden(parameters, ['login', 'authorize']);
  return page(`Authorize Tributary as ${login}`, `
<p>It will learn which account you are, and nothing else.</p>
<form method="post" action="/login/oauth/authorize">${kept}<input type="hidden" name="login" value="${escape(login)}">${CHOICES}</form>
<form method="get" action="/login/oauth/authorize">${kept}<label>Another account <input name="login" required></label> <button>Switch</button></form>`);
}

/** @param {URLSearchParams} parameters @param {string} complaint empty when nothing is wrong */
export function devicePage(parameters, complaint) {
  const field = (name, label) => `<p><label>${label} <input name="${name}" value="${escape(parameters.get(name) ?? '')}" autocomplete="off"></label></p>`;
  return page('Connect a device', `${complaint === '' ? '' : `<p role="alert">${escape(complaint)}</p>`}
<form method="post" action="/login/device">${field('user_code', 'The code that the device shows')}${field('login', 'Your account')}${CHOICES}</form>`);
}

export const doneDevicePage = (denied) => page(denied ? 'The device is not connected' : 'The device is connected', '<p>You can close this page.</p>');

export const wrongPage = (text) => page('This does not work', `<p>${escape(text)}</p>`);
