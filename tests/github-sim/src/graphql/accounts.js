/** Resolvers of accounts: users, bots, mannequins, organisations. */
import { page } from './connection.js';
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

export const accounts = {
  User: { ...account, name: (who) => who.name, email: () => '', isViewer: (who, _, { viewer }) => who === viewer },
  Bot: account,
  Mannequin: { ...account, email: () => null, claimant: () => null },
  Organization: {
    ...account,
    name: (who) => who.name,
    repositories: (who, args, { world }, info) => {
      const repositories = who === world.people.owner ? world.repositories : [];
      return page(repositories, args, info, (repo) => [repo.databaseId]);
    },
  },
};
