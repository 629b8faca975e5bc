-- Logins that accounts have or had, in lower case; an app's with the `[bot]` that tells it from a person's.
-- `certainty`: as in `accounts`. Moments are the database's own, when it was read; not known of what was read before
-- they were kept, except that a login was read no earlier than its account's newest contribution was made.
CREATE TABLE account_names (
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    certainty BIGINT NOT NULL,
    first_seen BIGINT,
    last_seen BIGINT,
    PRIMARY KEY (id, name)
);

-- For finding whose a login is.
CREATE INDEX account_names_name ON account_names (name);

INSERT INTO account_names (id, name, certainty, first_seen, last_seen)
SELECT
    accounts.id,
    CASE
        WHEN accounts.kind = 'bot' AND accounts.login NOT LIKE '%[bot]' THEN LOWER(accounts.login) || '[bot]'
        ELSE LOWER(accounts.login)
    END,
    accounts.certainty,
    newest.at,
    newest.at
FROM accounts
LEFT JOIN (
    SELECT author, MAX(at) AS at FROM contributions WHERE author LIKE 'github:%' GROUP BY author
) AS newest ON newest.author = 'github:' || CAST(accounts.id AS TEXT);
