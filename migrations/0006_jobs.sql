-- Repositories to index. `repository`: in lower case, as in `repository_names`; `name`: as it was asked for.
-- `state`: waiting, running, done or dead. `lease`: counts how often it was taken up; only its newest holder may save.
-- `owner` says who that is, for people. Moments are the database's own.
CREATE TABLE jobs (
    repository TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    extent TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    lease BIGINT NOT NULL,
    owner TEXT,
    lease_until BIGINT,
    next_attempt BIGINT NOT NULL,
    last_error TEXT
);

-- What an entry of an airdrop's file that names many repositories stood for when they were last indexed.
-- `selector`: the entry in words. `place`: the order. `weight`: where a list states one of its own.
CREATE TABLE selections (
    selector TEXT NOT NULL,
    place BIGINT NOT NULL,
    name TEXT NOT NULL,
    weight TEXT,
    PRIMARY KEY (selector, place)
);
