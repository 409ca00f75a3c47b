#!lua
-- Adds lines to the journal of a world, if it is there; the oldest may have to go for them.
--
-- KEYS  head notes did channel
-- ARGV  number of this change among those of its process, how many lines are kept, and for each
--       line: all but its bodies, the body that was sent, and the answer

local head, notes, did, channel = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local number, kept = ARGV[1], tonumber(ARGV[2])

local before = redis.call('SET', did, number, 'EX', 600, 'GET')
if before and tonumber(string.match(before, '^%d+')) >= tonumber(number) then
  redis.call('SET', did, before, 'EX', 600)
  return 1
end

local found = redis.call('HGET', head, 'revision')
if not found then
  return 0
end
local revision = tonumber(found)
for at = 3, #ARGV, 3 do
  revision = revision + 1
  local id = string.format('%.0f', revision) .. '-0'
  redis.call('XADD', notes, id, 'n', ARGV[at], 'q', ARGV[at + 1], 'a', ARGV[at + 2])
end
local written = string.format('%.0f', revision)
if redis.call('XTRIM', notes, 'MAXLEN', kept) > 0 then
  -- What the last one had that is gone, is not told; it was less than the first one's that is there.
  local oldest = redis.call('XRANGE', notes, '-', '+', 'COUNT', 1)[1][1]
  local lost = tonumber(string.match(oldest, '^%d+')) - 1
  redis.call('HSET', head, 'revision', written, 'unnoted', string.format('%.0f', lost))
else
  redis.call('HSET', head, 'revision', written)
end
redis.call('SPUBLISH', channel, written)
return 1
