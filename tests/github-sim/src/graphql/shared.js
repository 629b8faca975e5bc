/** Fields that several types have in common. */
import { instant } from '../world/events.js';

export const repositoryUrl = (repo) => `https://github.com/${repo.owner.login}/${repo.name}`;
export const pathOf = (url) => url.replace('https://github.com', '');

/** An account as GitHub shows it: nothing of one that was deleted. */
export const visible = (who) => (who === null || who.deleted ? null : who);

export const escapeHtml = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** @param {import('../world/people.js').Person} author */
export function association(author) {
  if (author.__typename === 'Mannequin') return 'MANNEQUIN';
  if (author.member) return 'MEMBER';
  return author.__typename === 'User' && !author.deleted ? 'CONTRIBUTOR' : 'NONE';
}

/** @param {(item: object) => string} urlOf */
export const addressed = (urlOf) => ({ url: urlOf, resourcePath: (item) => pathOf(urlOf(item)) });

export const dated = {
  createdAt: (item) => instant(item.createdAt),
  updatedAt: (item) => instant(item.updatedAt),
  publishedAt: (item) => instant(item.createdAt),
  lastEditedAt: () => null,
};

/** `databaseId` is an Int: above 2^31 it is null and an error, and only `fullDatabaseId` tells the id. */
export const numbered = {
  databaseId: (item) => item.databaseId,
  fullDatabaseId: (item) => String(item.databaseId),
};

export const written = {
  author: (item) => visible(item.author),
  authorAssociation: (item) => association(item.author),
  body: (item) => item.body,
  bodyText: (item) => item.body,
  bodyHTML: (item) => `<p dir="auto">${escapeHtml(item.body)}</p>`,
  editor: () => null,
  includesCreatedEdit: () => false,
  createdViaEmail: () => false,
  viewerDidAuthor: (item, _, { viewer }) => item.author === viewer,
};
