/** Resolvers of accounts: users, bots, mannequins, organisations. */
import { page } from './connection.js';
import { unknown } from './refusal.js';
import { addressed, dated } from './shared.js';

const profile = (who) => (who.__typename === 'Bot' ? `https://github.com/apps/${who.login}` : `https://github.com/${who.login}`);

const account = {
  id: (who) => who.id,
  login: (who) => who.login,
  databaseId: (who) => who.databaseId,
  avatarUrl: (who, { size }) => `https://avatars.githubusercontent.com/u/${who.databaseId}?${size == null ? '' : `s=${size}&`}v=4`,
  createdAt: dated.createdAt,
  updatedAt: dated.createdAt,
  ...addressed(profile),
};

/** All repositories are public. */
function repositories(who, args, { world }, info) {
  const { isFork, isArchived, privacy, orderBy } = args;
  const owned = privacy === 'PRIVATE' ? [] : world.repositories.filter(({ owner }) => owner === who);
  const fits = (wanted, is) => wanted == null || wanted === (is === true);
  const kept = owned.filter((repo) => fits(isFork, repo.fork) && fits(isArchived, repo.archived));
  if (orderBy != null && orderBy.field !== 'NAME') throw unknown(`repositories(orderBy: ${orderBy.field})`);
  return page(kept, args, info, (repo) => (orderBy == null ? [repo.databaseId] : [repo.name]), orderBy?.direction);
}

export const accounts = {
  User: { ...account, repositories, name: (who) => who.name, email: () => '', isViewer: (who, _, { viewer }) => who === viewer },
  Bot: account,
  Mannequin: { ...account, email: () => null, claimant: () => null },
  Organization: {
    ...account,
    name: (who) => who.name,
    repositories,
  },
};
