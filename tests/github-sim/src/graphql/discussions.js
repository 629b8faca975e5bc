/** Resolvers of pull requests, reviews, issues and comments. */
import { instant } from '../world/events.js';
import { filesOf } from '../world/files.js';
import { nodeId } from '../world/ids.js';
import { page, pageInOrder } from './connection.js';
import { unknown } from './refusal.js';
import { addressed, dated, escapeHtml, numbered, repositoryUrl, visible, written } from './shared.js';

const byTime = (item) => [item.createdAt, item.databaseId];
const node = { id: (item) => item.id, ...numbered, ...dated, ...written };

/** A review that was not submitted is seen by its author alone. */
const seen = (viewer) => (review) => review.state !== 'PENDING' || review.author === viewer;

function comments(item, args, _, info) {
  if (args.orderBy == null) return page(item.comments, args, info, byTime);
  return page(item.comments, args, info, (comment) => [comment.updatedAt, comment.databaseId], args.orderBy.direction);
}

/** What issues and pull requests share. */
const thread = {
  ...node,
  number: (item) => item.number,
  title: (item) => item.title,
  titleHTML: (item) => escapeHtml(item.title),
  state: (item) => item.state,
  closed: (item) => item.state !== 'OPEN',
  closedAt: (item) => instant(item.closedAt),
  locked: () => false,
  repository: (item) => item.repo,
  labels: (item, args, _, info) => pageInOrder(item.labels, args, info),
  comments,
};

const pullUrl = (pull) => `${repositoryUrl(pull.repo)}/pull/${pull.number}`;

function reviews(pull, args, { viewer }, info) {
  const kept = pull.reviews.filter((review) => seen(viewer)(review) && (args.states == null || args.states.includes(review.state))
    && (args.author == null || visible(review.author)?.login === args.author));
  return page(kept, args, info, byTime);
}

const threadComments = ({ viewer }) => (discussion) => discussion.comments.filter((comment) => seen(viewer)(comment.review));

const PullRequest = {
  ...thread,
  ...addressed(pullUrl),
  permalink: pullUrl,
  isDraft: (pull) => pull.isDraft,
  merged: (pull) => pull.state === 'MERGED',
  mergedAt: (pull) => instant(pull.mergedAt),
  mergedBy: (pull) => visible(pull.mergedBy),
  mergeCommit: (pull) => pull.mergeCommit,
  baseRefName: (pull) => pull.baseRefName,
  headRefName: (pull) => pull.headRefName,
  headRefOid: (pull) => pull.commits.at(-1)?.oid,
  isCrossRepository: (pull) => !pull.author.member,
  additions: (pull) => pull.additions,
  deletions: (pull) => pull.deletions,
  changedFiles: (pull) => pull.changedFiles,
  totalCommentsCount: (pull, _, { viewer }) =>
    pull.comments.length + pull.reviews.filter(seen(viewer)).reduce((sum, review) => sum + review.comments.length, 0),
  reviews,
  reviewThreads: (pull, args, context, info) =>
    page(pull.threads.filter((discussion) => threadComments(context)(discussion).length > 0), args, info, byTime),
  commits(pull, args, _, info) {
    const wrapped = pull.commits.map((commit) => ({
      __typename: 'PullRequestCommit', id: nodeId('PullRequestCommit', pull.databaseId, commit.oid), commit, pull,
    }));
    return pageInOrder(wrapped, args, info);
  },
  files: (pull, args, _, info) => pageInOrder(filesOf(pull), args, info),
  timelineItems(pull, args, _, info) {
    if (args.itemTypes?.join() !== 'ASSIGNED_EVENT' || args.since != null || args.skip != null) throw unknown('PullRequest.timelineItems of other types');
    return pageInOrder(pull.assigned, args, info);
  },
  closingIssuesReferences: (pull, args, _, info) => pageInOrder(args.userLinkedOnly ? [] : pull.closes, args, info),
};

const PullRequestChangedFile = {
  path: (file) => file.path, additions: (file) => file.additions, deletions: (file) => file.deletions, changeType: (file) => file.changeType,
};

const AssignedEvent = {
  id: (event) => event.id, createdAt: dated.createdAt, actor: (event) => visible(event.actor), assignee: (event) => visible(event.assignee),
};

const PullRequestCommit = {
  id: (item) => item.id, commit: (item) => item.commit, pullRequest: (item) => item.pull, ...addressed((item) => `${pullUrl(item.pull)}/commits/${item.commit.oid}`),
};

const PullRequestReview = {
  ...node,
  ...addressed((review) => `${pullUrl(review.pull)}#pullrequestreview-${review.databaseId}`),
  state: (review) => review.state,
  submittedAt: (review) => instant(review.submittedAt),
  publishedAt: (review) => instant(review.submittedAt),
  commit: (review) => review.commit,
  pullRequest: (review) => review.pull,
  repository: (review) => review.pull.repo,
  isMinimized: () => false,
  comments: (review, args, _, info) => page(review.comments, args, info, byTime),
};

const PullRequestReviewComment = {
  ...node,
  ...addressed((comment) => `${pullUrl(comment.pull)}#discussion_r${comment.databaseId}`),
  path: (comment) => comment.path,
  line: (comment) => comment.line,
  originalLine: (comment) => comment.line,
  diffHunk: (comment) => `@@ -${comment.line},1 +${comment.line},1 @@`,
  outdated: () => false,
  isMinimized: () => false,
  draftedAt: dated.createdAt,
  publishedAt: (comment) => instant(comment.review.submittedAt),
  state: (comment) => (comment.review.state === 'PENDING' ? 'PENDING' : 'SUBMITTED'),
  subjectType: () => 'LINE',
  replyTo: (comment) => comment.replyTo,
  commit: (comment) => comment.commit,
  pullRequest: (comment) => comment.pull,
  pullRequestReview: (comment) => comment.review,
  repository: (comment) => comment.pull.repo,
};

const PullRequestReviewThread = {
  id: (discussion) => discussion.id,
  path: (discussion) => discussion.path,
  line: (discussion) => discussion.line,
  isResolved: (discussion) => discussion.isResolved,
  isOutdated: () => false,
  isCollapsed: (discussion) => discussion.isResolved,
  subjectType: () => 'LINE',
  pullRequest: (discussion) => discussion.pull,
  repository: (discussion) => discussion.pull.repo,
  comments(discussion, args, context, info) {
    if (args.skip != null) throw unknown('PullRequestReviewThread.comments(skip:)');
    return page(threadComments(context)(discussion), args, info, byTime);
  },
};

const Issue = {
  ...thread,
  ...addressed((issue) => `${repositoryUrl(issue.repo)}/issues/${issue.number}`),
  stateReason: (issue) => issue.stateReason,
  closedByPullRequestsReferences: (issue, args, _, info) => pageInOrder(issue.closedBy, args, info),
};

const IssueComment = {
  ...node,
  ...addressed((comment) => `${threadUrl(comment.parent)}#issuecomment-${comment.databaseId}`),
  issue(comment) {
    if (comment.parent.__typename === 'Issue') return comment.parent;
    throw unknown('IssueComment.issue of a pull request');
  },
  pullRequest: (comment) => (comment.parent.__typename === 'PullRequest' ? comment.parent : null),
  repository: (comment) => comment.parent.repo,
  isMinimized: () => false,
};

function threadUrl(parent) {
  return parent.__typename === 'PullRequest' ? pullUrl(parent) : Issue.url(parent);
}

export const discussions = {
  PullRequest, PullRequestChangedFile, AssignedEvent, PullRequestCommit, PullRequestReview, PullRequestReviewComment, PullRequestReviewThread, Issue, IssueComment,
};
