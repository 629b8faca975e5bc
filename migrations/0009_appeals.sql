-- What people ask of a maintainer before an airdrop is deployed. `campaign`: its slug. `about_…`: the one contribution
-- that it is about, all of them or none. `state`: waiting, accepted or declined. Moments are those of the server that
-- received it and of the machine that decided.
CREATE TABLE appeals (
    id BIGINT NOT NULL PRIMARY KEY,
    campaign TEXT NOT NULL,
    identity TEXT NOT NULL,
    kind TEXT NOT NULL,
    about_repo BIGINT,
    about_kind TEXT,
    about_key TEXT,
    reason TEXT NOT NULL,
    url TEXT,
    received_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    answer TEXT,
    decided_at BIGINT
);

CREATE INDEX appeals_campaign ON appeals (campaign, identity);
