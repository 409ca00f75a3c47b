#!lua flags=no-writes
-- Reads what was written to a world since a revision: change sets and lines of the journal.
--
-- KEYS  head feed notes
-- ARGV  the first revision that is wanted, and how many of either kind at least, if there are so many

return {
  redis.call('HMGET', KEYS[1], 'revision', 'begun', 'lost', 'unnoted'),
  redis.call('XRANGE', KEYS[2], ARGV[1], '+', 'COUNT', ARGV[2]),
  redis.call('XRANGE', KEYS[3], ARGV[1], '+', 'COUNT', ARGV[2]),
}
