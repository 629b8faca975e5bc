-- Budgets count what a claim may cost for as long as it is not known, and what it has cost from the moment when it was
-- settled; so neither depends on when it was accepted. What is set aside follows from the rows: the ceiling of every relay
-- that is queued, and of every nonce that is live.

-- Of a transaction: what its nonce may cost at most, in gwei; the leaf's amount that it claims, since a relay may have gone
-- on to the next list; and when it was settled.
ALTER TABLE outgoing ADD COLUMN ceiling BIGINT NOT NULL DEFAULT 0;
ALTER TABLE outgoing ADD COLUMN amount TEXT NOT NULL DEFAULT '';
ALTER TABLE outgoing ADD COLUMN settled_at BIGINT;

UPDATE outgoing SET
    ceiling = COALESCE((SELECT relays.ceiling FROM relays WHERE relays.id = outgoing.relay), 0),
    amount = COALESCE((SELECT relays.amount FROM relays WHERE relays.id = outgoing.relay), ''),
    settled_at = CASE WHEN cost IS NULL THEN NULL ELSE signed_at END;

CREATE INDEX outgoing_settled ON outgoing (chain_id, settled_at);

-- `root`: of the list that a relay claims from. `counted` is of that list. Unknown for what came before.
ALTER TABLE relays ADD COLUMN root BYTEA;
ALTER TABLE relays DROP COLUMN reserved;
