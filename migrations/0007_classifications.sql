-- What repositories were found to be, for rules that ask. `rules`: SHA-256 of the rules that said so, in hexadecimal digits.
-- `signs`: a JSON array, read and written as a whole.

CREATE TABLE classifications (
    repo BIGINT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    rules TEXT NOT NULL,
    signs TEXT NOT NULL
);
