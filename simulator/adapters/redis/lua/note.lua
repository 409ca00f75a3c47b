#!lua
-- Adds lines to the journal of a world, if it is there; the oldest may have to go for them.
--
-- KEYS  head notes did channel
-- ARGV  turn and number as for a commit, how many lines are kept, and for each line: all but its
--       bodies, the body that was sent, and the answer

local head, notes, did, channel = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local turn, number, kept = ARGV[1], ARGV[2], tonumber(ARGV[3])

local before = redis.call('HGET', did, turn)
if before and tonumber(string.match(before, '^%d+')) >= tonumber(number) then
  return 1
end

local found = redis.call('HGET', head, 'revision')
if not found then
  return 0
end
if redis.call('HSET', did, turn, number) == 1 then
  redis.call('EXPIRE', did, 600)
end
local revision = tonumber(found)
for at = 4, #ARGV, 3 do
  revision = revision + 1
  local id = string.format('%.0f', revision) .. '-0'
  redis.call('XADD', notes, id, 'n', ARGV[at], 'q', ARGV[at + 1], 'a', ARGV[at + 2])
end
local written = string.format('%.0f', revision)
if redis.call('XTRIM', notes, 'MAXLEN', kept) > 0 then
  redis.call('HSET', head, 'revision', written, 'unnoted', 1)
else
  redis.call('HSET', head, 'revision', written)
end
redis.call('SPUBLISH', channel, written)
return 1
