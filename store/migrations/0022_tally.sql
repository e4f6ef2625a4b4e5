-- Locks: branches exclusively for a moment; a column without a default rewrites nothing.
--
-- How many files a graph holds, in which languages and left out by which rules: counted beside each publish, so that a push need
-- not count them all. Null, as every graph begins that stands now: the next publish counts it whole.
alter table branches add column tally jsonb;
