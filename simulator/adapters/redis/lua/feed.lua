#!lua flags=no-writes
-- Reads what was written to a world since a revision: change sets and lines of the journal.
--
-- KEYS  head feed notes
-- ARGV  the first revision that is wanted, and how many of either kind

local bounds = redis.call('HMGET', KEYS[1], 'revision', 'begun', 'lost', 'unnoted')
if bounds[4] then
  -- There have been lines before the first one that is there: how long before it, nobody knows.
  local oldest = redis.call('XRANGE', KEYS[3], '-', '+', 'COUNT', 1)[1][1]
  bounds[4] = string.format('%.0f', tonumber(string.match(oldest, '^%d+')) - 1)
end
local changes = redis.call('XRANGE', KEYS[2], ARGV[1], '+', 'COUNT', ARGV[2])
local notes = redis.call('XRANGE', KEYS[3], ARGV[1], '+', 'COUNT', ARGV[2])
return {bounds, changes, notes}
