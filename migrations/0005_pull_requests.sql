-- What the gates of a score ask of a pull request. `facts`: a JSON object, read and written as a whole.

CREATE TABLE pull_requests (
    repo BIGINT NOT NULL,
    number BIGINT NOT NULL,
    facts TEXT NOT NULL,
    PRIMARY KEY (repo, number)
);

-- The account that owns it, and a JSON array of what `.gitattributes` says about paths.
ALTER TABLE repositories ADD COLUMN owner BIGINT;
ALTER TABLE repositories ADD COLUMN attributes TEXT;

ALTER TABLE accounts ADD COLUMN created_at BIGINT;
