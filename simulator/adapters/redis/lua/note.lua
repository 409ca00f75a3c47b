#!lua
-- Adds lines to the journal of a world, if it is there; the oldest may have to go for them.
--
-- KEYS  head notes did channel
-- ARGV  turn and number as for a commit, how many lines are kept, how many there are, and these

local head, notes, did, channel = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local turn, number, kept, count = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])

local function digits(whole)
  return string.format('%d', whole)
end

local before = redis.call('HGET', did, turn)
if before and tonumber(string.match(before, '^%d+')) >= tonumber(number) then
  return 1
end

local state = redis.call('HMGET', head, 'revision', 'noted', 'noted_since')
if not state[1] then
  return 0
end
if redis.call('HSET', did, turn, number) == 1 then
  redis.call('EXPIRE', did, 600)
end
-- Of what is told at once the last one's revision is that of all.
local now = digits(tonumber(state[1]) + count)
redis.call('XADD', notes, now .. '-0', 'l', ARGV[5])
local noted, since = (tonumber(state[2]) or 0) + count, (tonumber(state[3]) or 0) + count
if since >= kept / 10 then
  -- How many there are up to which revision is marked, as in the feed.
  local marks = (redis.call('HGET', head, 'noted_marks') or '') .. now .. ' ' .. digits(since) .. ' '
  since = 0
  if noted > kept then
    local lost, kept_from
    for marked, amount, behind in string.gmatch(marks, '(%d+) (%d+) ()') do
      if noted - tonumber(amount) < kept then
        break
      end
      lost, kept_from, noted = marked, behind, noted - tonumber(amount)
    end
    if lost then
      redis.call('XTRIM', notes, 'MINID', digits(tonumber(lost) + 1))
      redis.call('HSET', head, 'unnoted', lost)
      marks = string.sub(marks, kept_from)
    end
  end
  redis.call('HSET', head, 'noted_marks', marks)
end
redis.call('HSET', head, 'revision', now, 'noted', digits(noted), 'noted_since', digits(since))
redis.call('SPUBLISH', channel, now)
return 1
