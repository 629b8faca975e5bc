-- One text for SQLite and PostgreSQL: BIGINT, TEXT and BYTEA only, no engine's own functions.
-- Moments are seconds since 1970 in UTC; GitHub's ids are unsigned and checked to fit when written.

CREATE TABLE repositories (
    id BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    url TEXT,
    default_branch TEXT
);

-- Names that lead, or once led, to a repository, in lower case.
CREATE TABLE repository_names (
    name TEXT NOT NULL PRIMARY KEY,
    repo BIGINT NOT NULL
);

-- `certainty`: 0 read from a commit's noreply e-mail, 1 told by GitHub.
CREATE TABLE accounts (
    id BIGINT NOT NULL PRIMARY KEY,
    login TEXT NOT NULL,
    kind TEXT NOT NULL,
    certainty BIGINT NOT NULL
);

CREATE TABLE contributions (
    repo BIGINT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    author TEXT NOT NULL,
    at BIGINT NOT NULL,
    number BIGINT,
    additions BIGINT,
    deletions BIGINT,
    changed_files BIGINT,
    PRIMARY KEY (repo, kind, key, author)
);

-- For replacing what hangs on one pull request or issue.
CREATE INDEX contributions_number ON contributions (repo, number);

-- `changes`: a JSON array of {path, additions, deletions}; read and written as a whole.
CREATE TABLE commit_paths (
    repo BIGINT NOT NULL,
    oid TEXT NOT NULL,
    changes TEXT NOT NULL,
    PRIMARY KEY (repo, oid)
);

-- How far each stream of evidence has been read; saved together with what was read.
CREATE TABLE cursors (
    repo BIGINT NOT NULL,
    stream TEXT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (repo, stream)
);
